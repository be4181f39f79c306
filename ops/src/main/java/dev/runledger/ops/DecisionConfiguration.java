package dev.runledger.ops;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.account.Accounts;
import dev.runledger.command.account.ApiKeyRows;
import dev.runledger.command.account.ApiKeyTable;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.command.account.EnvironmentChanges;
import dev.runledger.command.account.LastUses;
import dev.runledger.command.account.NewApiKeys;
import dev.runledger.command.account.UsageCheck;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.command.catalog.BatchFacts;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.FactsReader;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.catalog.RetryPolicyCatalog;
import dev.runledger.command.catalog.UsageCounters;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.command.job.JobFactsReader;
import dev.runledger.command.job.WaitingRuns;
import dev.runledger.command.run.NewRuns;
import dev.runledger.command.run.RunReader;
import dev.runledger.command.saga.ClosedEnvironments;
import dev.runledger.command.saga.ObsoleteRuns;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.ops.store.PrunedRuns;
import dev.runledger.query.job.NextFireLookup;
import dev.runledger.query.run.RunHistory;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What jobs, retry policies, runs and environments need to decide: facts, time, ids, and the way of a command to its stream. */
@Configuration(proxyBeanMethods = false)
@Import(WipeConfiguration.class)
@ComponentScan({
    "dev.runledger.command.account",
    "dev.runledger.command.job",
    "dev.runledger.command.retry",
    "dev.runledger.command.run"
})
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
    AccountCatalog accountCatalog(JdbcTemplate sql, Plans plans) {
        return new AccountCatalog(sql, plans);
    }

    @Bean
    JobCatalog jobCatalog(JdbcTemplate sql, Vault vault) {
        return new JobCatalog(sql, vault);
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
    NewRuns newRuns(BusCommands commands, RunReader runs) {
        return new NewRuns(commands, runs);
    }

    @Bean
    Claims claims(JdbcTemplate sql, Vault vault, Clock clock, NodeSettings settings) {
        return new Claims(sql, vault, clock, settings.idempotencyLease());
    }

    @Bean
    RepeatablePosts repeatablePosts(Claims claims, UuidV7 ids) {
        return new RepeatablePosts(claims, ids);
    }

    @Bean
    StaleAggregates staleAggregates(Cache aggregateCache) {
        return new StaleAggregates(aggregateCache);
    }

    /** Whoever fires is told of what was just set; a node that only decides has nobody to tell. */
    @Bean
    NextFires nextFires(JdbcTemplate sql, ObjectProvider<FiringLoop> firing) {
        return new NextFires(sql, fire -> firing.ifAvailable(loop -> loop.moved(fire)));
    }

    @Bean
    NextFireLookup nextFireLookup(NextFires fires) {
        return fires::of;
    }

    @Bean
    Plans plans(NodeSettings settings) {
        return settings.tenancy().plans();
    }

    @Bean
    UsageCounters usageCounters(JdbcTemplate sql, AccountCatalog accounts, Clock clock) {
        return new UsageCounters(sql, accounts.plans()::allowances, clock);
    }

    @Bean
    UsageCheck usageCheck(Connections connections, PostgresEventStore events) {
        return new UsageRecount(new JdbcTemplate(connections.unlimited()), events);
    }

    @Bean
    BatchFacts batchFacts(
            AccountCatalog accounts,
            JobCatalog jobs,
            EnvironmentCatalog environments,
            RetryPolicyCatalog policies,
            NextFires fires,
            UsageCounters usage,
            StaleAggregates stale) {
        return new BatchFacts(new FactsReader(accounts, jobs, environments, policies, fires, usage, stale));
    }

    @Bean
    JobFactsReader jobFactsReader(EnvironmentCatalog environments, RetryPolicyCatalog policies, Clock clock) {
        return new JobFactsReader(environments, policies, clock);
    }

    /** A node that only decides leaves it to those that follow events. */
    @Bean
    WaitingRuns waitingRuns(ObjectProvider<ObsoleteRuns> runs) {
        return (before, after) -> runs.ifAvailable(obsolete -> obsolete.settle(before, after));
    }

    /** The catalog takes in what its tables hold in the transaction that stores the events. */
    @Bean
    CatalogFeed catalogFeed(
            PostgresEventStore events,
            AccountCatalog accounts,
            EnvironmentCatalog environments,
            ApiKeyRows keys,
            JobCatalog jobs,
            NextFires fires,
            RetryPolicyCatalog policies) {
        return new CatalogFeed(Stream.<Consumer<List<? extends EventMessage<?>>>>of(
                        accounts::record,
                        environments::record,
                        keys::record,
                        jobs::record,
                        fires::record,
                        policies::record)
                .map(events::subscribe)
                .toList());
    }

    /** The streams of pruned runs go in the transaction that stores the fact. */
    @Bean
    HistoryFeed historyFeed(PostgresEventStore events, JdbcTemplate sql, Cache aggregateCache) {
        return new HistoryFeed(events.subscribe(new PrunedRuns(sql, aggregateCache::remove)::record));
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
    LastUses lastUses(JdbcTemplate sql, DatabaseClock clock) {
        return new LastUses(sql, clock);
    }

    @Bean
    ApiKeyTable apiKeyTable(JdbcTemplate sql, LastUses uses) {
        return new ApiKeyTable(sql, uses);
    }

    @Bean
    ApiKeyRows apiKeyRows(JdbcTemplate sql) {
        return new ApiKeyRows(sql);
    }

    @Bean
    NewApiKeys newApiKeys(ApiKeyRows rows, PlatformTransactionManager transactions) {
        return new NewApiKeys(rows, transactions);
    }

    @Bean
    Accounts accounts(
            AccountCatalog accounts,
            EnvironmentCatalog environments,
            DataKeys dataKeys,
            BusCommands commands,
            DatabaseClock clock,
            Plans plans) {
        return new Accounts(accounts, environments, plans, dataKeys::create, commands::send, clock);
    }

    @Bean
    EnvironmentChanges environmentChanges(
            JobCatalog jobs, ObjectProvider<ClosedEnvironments> closed, BusCommands commands) {
        return new EnvironmentChanges(
                jobs,
                (account, environment) -> closed.ifAvailable(runs -> runs.settle(account, environment)),
                commands::send);
    }

    @Bean
    DefaultAccount defaultAccount(
            JdbcTemplate sql,
            TransactionTemplate transaction,
            Accounts accounts,
            ApiKeyRows rows,
            NewApiKeys keys,
            BusCommands commands) {
        return new DefaultAccount(sql, transaction, accounts, rows, keys, commands::send);
    }

    /** Holds the subscriptions for as long as the node lives. */
    record CatalogFeed(List<Registration> registrations) {}

    /** As {@link CatalogFeed}. */
    record HistoryFeed(Registration registration) {}
}
