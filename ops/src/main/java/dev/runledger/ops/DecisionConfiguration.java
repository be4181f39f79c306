package dev.runledger.ops;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.account.ApiKeyTable;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.command.catalog.BatchFacts;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.RetryPolicyCatalog;
import dev.runledger.command.run.RunReader;
import dev.runledger.kernel.UuidV7;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.query.run.RunHistory;
import java.time.Clock;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What jobs, retry policies and runs need to decide: facts, time, ids, and the way of a command to its stream. */
@Configuration(proxyBeanMethods = false)
@ComponentScan({"dev.runledger.command.job", "dev.runledger.command.retry", "dev.runledger.command.run"})
class DecisionConfiguration {

    @Bean
    DatabaseClock clock() {
        return new DatabaseClock();
    }

    @Bean
    UuidV7 ids(Clock clock) {
        return new UuidV7(clock);
    }

    @Bean
    JobCatalog jobCatalog(JdbcTemplate sql) {
        return new JobCatalog(sql);
    }

    @Bean
    EnvironmentCatalog environmentCatalog(JdbcTemplate sql) {
        return new EnvironmentCatalog(sql);
    }

    @Bean
    RetryPolicyCatalog retryPolicyCatalog(JdbcTemplate sql) {
        return new RetryPolicyCatalog(sql);
    }

    @Bean
    RunReader runReader(RunHistory history) {
        return history::find;
    }

    @Bean
    StaleAggregates staleAggregates(Cache aggregateCache) {
        return new StaleAggregates(aggregateCache);
    }

    @Bean
    BatchFacts batchFacts(
            JobCatalog jobs, EnvironmentCatalog environments, RetryPolicyCatalog policies, StaleAggregates stale) {
        return new BatchFacts(jobs, environments, policies, stale);
    }

    /** The catalog takes in the events of jobs and retry policies in the transaction that stores them. */
    @Bean
    CatalogFeed catalogFeed(PostgresEventStore events, JobCatalog jobs, RetryPolicyCatalog policies) {
        return new CatalogFeed(events.subscribe(jobs::record), events.subscribe(policies::record));
    }

    @Bean
    CommandTargetResolver commandTargetResolver() {
        return new StreamTarget();
    }

    @Bean
    BusCommands commands(CommandBus bus) {
        return new BusCommands(bus);
    }

    @Bean
    ApiKeyTable apiKeyTable(JdbcTemplate sql) {
        return new ApiKeyTable(sql);
    }

    @Bean
    DefaultAccount defaultAccount(
            JdbcTemplate sql, TransactionTemplate transaction, EnvironmentCatalog environments, ApiKeyTable keys) {
        return new DefaultAccount(sql, transaction, environments, keys);
    }

    /** Holds the subscriptions for as long as the node lives. */
    record CatalogFeed(Registration jobs, Registration policies) {}
}
