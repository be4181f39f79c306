package dev.runledger.ops;

import dev.runledger.command.account.AccountWipes;
import dev.runledger.command.account.ApiKey;
import dev.runledger.command.account.ApiKeyRows;
import dev.runledger.command.account.ApiKeyTable;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.command.account.LastUses;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.UsageCounters;
import dev.runledger.command.catalog.UsageLedger;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.UsageView;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.store.BoundedAggregateCache;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.ops.web.ApiKeys;
import dev.runledger.ops.web.Operator;
import dev.runledger.ops.web.ServedRoles;
import dev.runledger.ops.web.WebConfiguration;
import dev.runledger.query.account.AccountReader;
import dev.runledger.query.account.ApiKeyReader;
import dev.runledger.query.account.SettingsReader;
import dev.runledger.query.environment.EnvironmentReader;
import dev.runledger.query.usage.UsageEntryReader;
import dev.runledger.query.usage.UsageReader;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.axonframework.serialization.Serializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** Everything one node does, wired together. */
@Configuration(proxyBeanMethods = false)
@AxonParts
@ComponentScan("dev.runledger.query")
@Import({
    StorageConfiguration.class,
    SecretConfiguration.class,
    DecisionConfiguration.class,
    MembershipConfiguration.class,
    ProcessorConfiguration.class,
    ExecutionConfiguration.class,
    FiguresConfiguration.class,
    WebConfiguration.class
})
class NodeConfiguration {

    @Bean
    MasterKeys masterKeys(NodeSettings settings, NodeData data, JdbcTemplate sql, Progress progress) {
        return FirstMasterKey.orGiven(settings, data, sql, progress);
    }

    @Bean
    NodeState nodeState(JdbcTemplate sql) {
        return new NodeState(new StorageProbe(sql));
    }

    @Bean
    LagProbe lagProbe(JdbcTemplate sql, Followers followers) {
        List<String> shown = ProcessorConfiguration.FOLLOWERS.stream()
                .filter(follower -> follower.role() == NodeRole.QUERY)
                .map(ProcessorConfiguration.Follower::name)
                .toList();
        return new LagProbe(sql, shown, followers::positions, LagProbe.PATIENCE);
    }

    @Bean
    ServedRoles servedRoles(NodeSettings settings) {
        return new ServedRoles(settings.roles());
    }

    @Bean
    ApiKeys apiKeys(ApiKeyTable table) {
        return text -> known(table, text);
    }

    private static Optional<Caller> known(ApiKeyTable table, String text) {
        try {
            return table.authenticate(new ApiKey(text));
        } catch (IllegalArgumentException e) {
            // Nothing that is no visible ASCII was ever given out.
            return Optional.empty();
        }
    }

    @Bean
    EnvironmentReader environmentReader(EnvironmentCatalog environments, JobCatalog jobs) {
        return new EnvironmentReader() {
            @Override
            public List<EnvironmentView> of(AccountId account) {
                return environments.views(account);
            }

            @Override
            public long jobsIn(AccountId account, String environment) {
                return jobs.countInEnvironment(account, environment);
            }
        };
    }

    @Bean
    UsageEntryReader usageEntryReader(JdbcTemplate sql) {
        return new UsageLedger(sql)::before;
    }

    @Bean
    Operator operator(NodeSettings settings) {
        return new Operator(settings.tenancy().operator());
    }

    @Bean
    AccountReader accountReader(AccountCatalog accounts) {
        return accounts::standing;
    }

    @Bean
    UsageReader usageReader(AccountCatalog accounts, JobCatalog jobs, UsageCounters usage) {
        return account -> {
            YearMonth month = usage.month();
            Plan plan = accounts.plans().of(account).plan();
            return new UsageView(month, usage.of(account, month).used(), jobs.countPermanent(account), plan);
        };
    }

    @Bean
    SettingsReader settingsReader(AccountCatalog accounts) {
        return accounts::settings;
    }

    @Bean
    ApiKeyReader apiKeyReader(ApiKeyRows keys) {
        return account -> keys.of(account).stream()
                .map(listed -> new ApiKeyReader.Listed(listed.key(), listed.lastUsedAt()))
                .toList();
    }

    /** Expired ones count as absent anyway, so this only bounds the table. */
    @Bean
    Chore claimSweep(Claims claims) {
        return new Chore("claim-sweep", Duration.ofMinutes(10), claims::forgetExpired);
    }

    /** Others take up what a dead node left of a wipe; requests that went on meanwhile may have left something, too. */
    @Bean
    Chore wipesResumed(AccountWipes wipes, ApiKeyRows apiKeys, Claims claims, DataKeys dataKeys) {
        return new Chore("wipes", Duration.ofSeconds(5), () -> {
            apiKeys.sweep();
            claims.forgetEnded();
            dataKeys.sweep();
            wipes.resume();
        });
    }

    /** Calls of a life that has ended are broken off, on whatever node they are under way. */
    @Bean
    Chore endedLives(JdbcTemplate sql, Worker worker, DataKeys dataKeys, BoundedAggregateCache aggregates) {
        EndedLives lives = new EndedLives(
                sql,
                List.of(
                        worker::forget,
                        dataKeys::forget,
                        ended -> aggregates.forget(stream -> ended.test(AccountId.ofStream(stream)))));
        return new Chore("ended-lives", Duration.ofSeconds(1), lives::forget);
    }

    @Bean
    Chore lastUsesWriter(LastUses uses) {
        return new Chore("last-uses", Duration.ofSeconds(10), uses::write);
    }

    @Bean
    RetentionPass retentionPass(
            Connections connections,
            PostgresEventStore events,
            Serializer tokens,
            AccountCatalog accounts,
            DatabaseClock clock,
            BusCommands commands) {
        return new RetentionPass(connections, events, tokens, accounts, kept(accounts), clock, commands);
    }

    /** How many days each account keeps its finished runs, by its plan. */
    private static Function<List<AccountId>, Map<AccountId, Long>> kept(AccountCatalog accounts) {
        return asked -> accounts.plans().of(asked).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, terms -> terms.getValue().plan().historyRetentionDays()));
    }

    /** Every hour what has come due since, so that no pass is long. */
    @Bean
    Chore retention(RetentionPass pass, NodeSettings settings) {
        boolean decides = settings.roles().contains(NodeRole.COMMAND);
        return new Chore("retention", Duration.ofHours(1), decides ? pass::run : () -> {});
    }

    @Bean
    FirstStart firstStart(DefaultAccount account, NodeSettings settings, NodeData data, Progress progress) {
        return new FirstStart(account, settings, data, progress);
    }

    @Bean
    NodeLifecycle.Parts parts(
            PostgresEventStore events,
            GroupCommitCommandBus bus,
            NodeLifecycle.Signs signs,
            Worker worker,
            BusCommands commands,
            FirstStart firstStart,
            NodeSettings settings) {
        return new NodeLifecycle.Parts(events, bus, signs, worker, commands, firstStart, settings.drainLimit());
    }
}
