package dev.runledger.ops;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.BatchFacts;
import dev.runledger.command.membership.Members;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.WipeEvent;
import dev.runledger.kernel.job.FireEvent;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.store.BoundedAggregateCache;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.EventSeal;
import dev.runledger.ops.store.EventStoreSettings;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.GroupCommitSettings;
import dev.runledger.ops.store.NamedEventSerializer;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.ops.store.SessionLimits;
import dev.runledger.ops.store.TokenTable;
import dev.runledger.ops.store.Upcasters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventhandling.tokenstore.AbstractTokenEntry;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where events and tables are kept, and the bus that writes them. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(10);
    private static final long AGGREGATE_CACHE_BYTES = 48L << 20;

    @Bean
    Connections connections(Database database, Members members) {
        return database.connections(members.self().process(), SessionLimits.DEFAULTS);
    }

    /** Fit to be used, and migrated, before anybody else sees it. */
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(Connections connections, Progress progress) {
        DataSource unlimited = connections.unlimited();
        ServerFitness.require(unlimited);
        progress.step("Bringing the schema up to date");
        Migrations.run(unlimited);
        return connections.pool();
    }

    @Bean
    PlatformTransactionManager platformTransactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource dataSource) {
        return new JdbcTemplate(dataSource);
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    /** Declared by hand: on this Spring Boot, Axon's own configuration of it silently does not apply. */
    @Bean
    SpringTransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
        return new SpringTransactionManager(transactions);
    }

    @Bean
    PostgresEventStore eventStore(DataSource pool, Connections connections, Vault vault) {
        return PostgresEventStore.over(
                pool,
                connections.single(),
                new NamedEventSerializer(
                        Upcasters.NONE,
                        List.of(
                                RunEvent.class,
                                JobEvent.class,
                                FireEvent.class,
                                RetryPolicyEvent.class,
                                AccountEvent.class,
                                HistoryEvent.class,
                                WipeEvent.class)),
                EventSeal.of(vault, JobKey::names),
                StorageConfiguration::aggregate,
                stream -> JobKey.names(stream) || RetryPolicyKey.names(stream) || HistoryEvent.names(stream),
                EventStoreSettings.DEFAULTS);
    }

    /** Which type of aggregate a stream belongs to. */
    private static String aggregate(String stream) {
        if (JobKey.names(stream)) {
            return "JobAggregate";
        }
        if (FireEvent.names(stream)) {
            return "FireRecord";
        }
        if (AccountId.names(stream)) {
            return "AccountAggregate";
        }
        if (HistoryEvent.names(stream)) {
            return "HistoryAggregate";
        }
        if (WipeEvent.names(stream)) {
            return "WipeReceipt";
        }
        return RetryPolicyKey.names(stream) ? "RetryPolicyAggregate" : "RunAggregate";
    }

    @Bean
    @Qualifier("localSegment")
    GroupCommitCommandBus commandBus(
            SpringTransactionManager transactions,
            BatchFacts facts,
            StaleAggregates stale,
            PostgresEventStore events,
            Cache aggregateCache) {
        return new GroupCommitCommandBus(
                SimpleCommandBus.builder(),
                transactions,
                batch -> {
                    stale.forgetLost(batch);
                    facts.accept(batch);
                    events.readAhead(unknownJobs(batch, aggregateCache));
                },
                GroupCommitSettings.DEFAULTS);
    }

    /** After a restart, or at their first fires, the jobs of an instant would be read one by one; their rows are locked by now. */
    private static Set<String> unknownJobs(List<Command> batch, Cache known) {
        return batch.stream()
                .filter(command -> command instanceof JobCommand && !known.containsKey(command.stream()))
                .map(Command::stream)
                .collect(Collectors.toSet());
    }

    @Bean
    BoundedAggregateCache aggregateCache() {
        return new BoundedAggregateCache(
                AGGREGATE_CACHE_BYTES, root -> root instanceof CachedAggregate cached ? cached.bytes() : 0);
    }

    /** A claim lapses by the database's time, like all that nodes must agree on; that of a dead node is freed before. */
    @Bean
    TokenStore tokenStore(DataSource dataSource, Serializer serializer, Members members, DatabaseClock clock) {
        AbstractTokenEntry.clock = clock;
        return JdbcTokenStore.builder()
                .nodeId(members.self().process().toString())
                .claimTimeout(CLAIM_TIMEOUT)
                .connectionProvider(new SpringDataSourceConnectionProvider(dataSource))
                .schema(TokenTable.schema())
                .contentType(byte[].class)
                .serializer(serializer)
                .build();
    }

    /** For tokens and for messages between nodes; events on disk have names of their own. */
    @Bean
    @Primary
    Serializer serializer() {
        return JacksonSerializer.builder().objectMapper(Json.STORED).build();
    }
}
