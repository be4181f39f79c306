package dev.runledger.command.catalog;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.secret.Vault;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;

/** The catalog's tables in a database of their own, and jobs to fill them with. */
final class CatalogFixture {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final UUID LIFE = new UUID(2, 2);

    final LedgerDatabase database;

    /** What was told to have moved, in order. */
    final List<NextFire> moved = new ArrayList<>();

    final AccountCatalog accounts;
    final EnvironmentCatalog environments;
    final JobCatalog jobs;
    final RetryPolicyCatalog policies;
    final NextFires fires;
    final UsageCounters usage;

    CatalogFixture() throws SQLException {
        database = new LedgerDatabase();
        accounts = new AccountCatalog(database.sql(), Plans.DEFAULTS);
        environments = new EnvironmentCatalog(database.sql());
        jobs = new JobCatalog(database.sql(), Vault.NONE);
        policies = new RetryPolicyCatalog(database.sql());
        fires = new NextFires(database.sql(), moved::add);
        usage = new UsageCounters(database.sql(), accounts.plans()::allowances, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    void inTransaction(Runnable batch) {
        database.transaction().executeWithoutResult(status -> batch.run());
    }

    /** A batch that holds these events commits. */
    void committed(Object... events) {
        inTransaction(() -> recorded(events));
    }

    void recorded(Object... events) {
        List<EventMessage<?>> batch =
                Stream.of(events).<EventMessage<?>>map(CatalogFixture::message).toList();
        accounts.record(batch);
        environments.record(batch);
        jobs.record(batch);
        policies.record(batch);
        fires.record(batch);
    }

    private static EventMessage<?> message(Object event) {
        return new GenericDomainEventMessage<>("any", event instanceof JobEvent e ? e.job().stream() : "any", 0, event);
    }

    static JobKey key(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }

    /** A daily job that fires next at these instants, by environment. */
    static JobCreated created(String slug, Map<String, Instant> next) {
        Map<String, NextRun> runs = new LinkedHashMap<>();
        next.forEach((environment, at) -> runs.put(environment, new NextRun(at, null)));
        return new JobCreated(key(slug), LIFE, job("@daily", null, next.keySet().toArray(String[]::new)), runs, NOON);
    }

    static JobDefinition job(@Nullable String schedule, @Nullable String retryPolicy, String... enabled) {
        Map<String, Overlay> entries = new LinkedHashMap<>();
        for (String environment : enabled) {
            entries.put(environment, new Overlay(Map.of("enabled", true)));
        }
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("n", null, schedule, null, request, entries, retryPolicy);
    }
}
