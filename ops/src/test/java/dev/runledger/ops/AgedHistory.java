package dev.runledger.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.command.account.UsageCheck;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes runs of long ago into the ledger, stored and counted when they happened, and tells what is there. */
final class AgedHistory {

    final JdbcTemplate sql;
    private long numbers;

    AgedHistory(JdbcTemplate sql) {
        this.sql = sql;
    }

    void account(AccountId account, Instant since) {
        sql.update("""
                        INSERT INTO ledger.account (name, epoch, created_at, title, plan) VALUES (?, ?, ?, 'Title', 'free')
                        ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, created_at = excluded.created_at""", account.name(), account.epoch(), since.atOffset(ZoneOffset.UTC));
    }

    /** A run that waits. */
    RunKey waiting(AccountId account, Instant at) {
        RunKey run = new RunKey(account, new UUID(0x7000, ++numbers));
        append(
                new RunTriggered(
                        run, "nightly", new UUID(1, 1), 1, JobKind.MANUAL, "production", new Trigger.Manual(), at),
                at);
        return run;
    }

    void started(RunKey run, Instant at) {
        RequestSnapshot request = new RequestSnapshot("GET", "https://example.org/", Map.of(), null);
        append(new RunStarted(run, new UUID(2, 2), run.id(), 1, StatusPattern.SUCCESS, request, at), at);
        count(run.account(), at, 1, 0);
    }

    void succeeded(RunKey run, Instant at) {
        append(new RunSucceeded(run, new ResponseSnapshot(200, Map.of(), "fine", false, 4), at), at);
    }

    void canceled(RunKey run, Instant at) {
        append(new RunCanceled(run, false, null, at), at);
    }

    void failed(RunKey run, Instant at) {
        append(
                new RunFailed(run, FailureReason.TIMEOUT, "QUOTA_EXCEEDED is what it did not fail for", null, at, null),
                at);
    }

    void refused(RunKey run, Instant at) {
        append(new RunFailed(run, FailureReason.QUOTA_EXCEEDED, null, null, at, null), at);
        count(run.account(), at, 0, 1);
    }

    /** A run that began and succeeded at that moment. */
    RunKey run(AccountId account, Instant at) {
        RunKey run = waiting(account, at);
        started(run, at);
        succeeded(run, at);
        return run;
    }

    void append(RunEvent event, Instant recordedAt) {
        String stream = event.run().stream();
        try {
            sql.update(
                    "WITH head AS (UPDATE ledger.head SET last = last + 1 RETURNING last)"
                            + " INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)"
                            + " SELECT last, ?, (SELECT count(*) FROM ledger.event WHERE stream = ?), ?, 1, ?, ? FROM head",
                    stream,
                    stream,
                    event.getClass().getAnnotation(EventType.class).name(),
                    recordedAt.toEpochMilli(),
                    Json.STORED.writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void count(AccountId account, Instant at, int used, int refused) {
        sql.update("""
                        INSERT INTO ledger.usage (account, period, used, refused) VALUES (?, ?, ?, ?)
                        ON CONFLICT (account, period) DO UPDATE
                           SET used = usage.used + excluded.used, refused = usage.refused + excluded.refused""", account.name(), month(at).toString(), used, refused);
    }

    static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }

    /** Streams of runs that have any event. */
    Set<String> runs() {
        return new TreeSet<>(sql.queryForList(
                "SELECT DISTINCT stream FROM ledger.event WHERE split_part(stream, '/', 2) = 'run'", String.class));
    }

    long events() {
        return Objects.requireNonNull(sql.queryForObject("SELECT count(*) FROM ledger.event", Long.class));
    }

    /** What was pruned, in order. */
    List<RunHistoryPruned> facts() {
        return sql.query(
                "SELECT payload FROM ledger.event WHERE name = 'RunHistoryPruned' ORDER BY position", (row, n) -> {
                    try {
                        return Json.STORED.readValue(row.getBytes(1), RunHistoryPruned.class);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** What pruned runs had told of refusals in a month. */
    long refusedInFacts(AccountId account, YearMonth month) {
        return facts().stream()
                .filter(fact -> fact.account().name().equals(account.name()))
                .flatMap(fact -> fact.removed().stream())
                .filter(removed -> removed.period().equals(month.toString()))
                .mapToLong(removed -> removed.refused())
                .sum();
    }

    /** Whether the counter of each month is what the events say. */
    boolean verified(UsageCheck check) {
        return sql
                .query("SELECT account, period FROM ledger.usage", (row, n) -> {
                    UsageCheck.Result result =
                            check.of(new AccountId(row.getString(1), 1), YearMonth.parse(row.getString(2)));
                    return result.counter() == result.recomputed();
                })
                .stream()
                .allMatch(equal -> equal);
    }

    Map<String, Long> marks() {
        return Map.copyOf(sql
                .query(
                        "SELECT account || '.' || epoch, position FROM ledger.retention",
                        (row, n) -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
