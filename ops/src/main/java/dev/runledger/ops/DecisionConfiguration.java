package dev.runledger.ops;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.account.ApiKeyTable;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.command.catalog.BatchFacts;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.RetryPolicyLookup;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.command.run.NewRuns;
import dev.runledger.command.run.RunReader;
import dev.runledger.kernel.UuidV7;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.query.run.RunHistory;
import java.time.Clock;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.caching.Cache;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What jobs, runs and environments need to decide: facts, time, ids, and the way of a command to its stream. */
@Configuration(proxyBeanMethods = false)
@ComponentScan({"dev.runledger.command.account", "dev.runledger.command.job", "dev.runledger.command.run"})
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

    /** No policy can be created yet, so none exists. */
    @Bean
    RetryPolicyLookup retryPolicyLookup() {
        return (account, slug) -> false;
    }

    @Bean
    RunReader runReader(RunHistory history) {
        return history::find;
    }

    @Bean
    NewRuns newRuns(BusCommands commands, RunReader runs) {
        return new NewRuns(commands, runs);
    }

    @Bean
    Claims claims(JdbcTemplate sql, Clock clock, NodeSettings settings) {
        return new Claims(sql, clock, settings.idempotencyLease());
    }

    @Bean
    RepeatablePosts repeatablePosts(Claims claims, UuidV7 ids) {
        return new RepeatablePosts(claims, ids);
    }

    @Bean
    StaleAggregates staleAggregates(Cache aggregateCache) {
        return new StaleAggregates(aggregateCache);
    }

    @Bean
    BatchFacts batchFacts(JobCatalog jobs, EnvironmentCatalog environments, StaleAggregates stale) {
        return new BatchFacts(jobs, environments, stale);
    }

    /** The catalog takes in a job's events in the transaction that stores them. */
    @Bean
    CatalogFeed catalogFeed(PostgresEventStore events, JobCatalog jobs) {
        return new CatalogFeed(events.subscribe(jobs::record));
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

    /** Holds the subscription for as long as the node lives. */
    record CatalogFeed(org.axonframework.common.Registration registration) {}
}
