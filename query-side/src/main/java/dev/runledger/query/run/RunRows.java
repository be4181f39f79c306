package dev.runledger.query.run;

import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.StoredJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes the list's rows. A row only ever moves forward along PENDING, RUNNING and a final status, so whatever is written
 * again changes nothing.
 */
final class RunRows {

    private static final String BEGIN = """
            insert into views.run (
              account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
              scheduled_for, created_at, job_version, status, started_at, finished_at, failure_reason, error)
            select * from unnest(
              ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::int[], ?::bool[],
              ?::timestamptz[], ?::timestamptz[], ?::int[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[])
            on conflict (account, id) do update
            set job_version = excluded.job_version, status = excluded.status, started_at = excluded.started_at,
                finished_at = excluded.finished_at, failure_reason = excluded.failure_reason, error = excluded.error
            where run.finished_at is null
              and (excluded.finished_at is not null or run.status = 'PENDING' and excluded.status = 'RUNNING')
            """;

    private static final String ADVANCE = """
            update views.run
            set job_version = coalesce(news.job_version, run.job_version), status = news.status,
                started_at = coalesce(news.started_at, run.started_at), finished_at = news.finished_at,
                failure_reason = news.failure_reason, error = news.error
            from unnest(
              ?::text[], ?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[])
              as news (account, id, job_version, status, started_at, finished_at, failure_reason, error)
            where run.account = news.account and run.id = news.id
              and run.finished_at is null and (news.finished_at is not null or run.status = 'PENDING')
            """;

    private static final String KEEP_SNAPSHOT = """
            insert into views.run_snapshot (account, id, execution, result)
            select * from unnest(?::text[], ?::uuid[], ?::text[], ?::text[])
            on conflict (account, id) do update
            set execution = coalesce(run_snapshot.execution, excluded.execution),
                result = coalesce(run_snapshot.result, excluded.result)
            """;

    private static final ColumnArrays<RunView> BEGIN_COLUMNS = progress(key().add("text", RunView::job)
            .add("uuid", RunView::incarnation)
            .add("text", RunView::environment)
            .add("text", run -> run.trigger().text())
            .add("uuid", run -> rerunOf(run.trigger()))
            .add("uuid", retry(Trigger.Retry::of))
            .add("int4", retry(Trigger.Retry::attempt))
            .add("bool", retry(Trigger.Retry::ofRerun))
            .add("timestamptz", run -> millis(RunResource.scheduledFor(run.trigger())))
            .add("timestamptz", run -> millis(run.createdAt()))
            .add("int4", RunView::jobVersion));

    private static final ColumnArrays<RunView> ADVANCE_COLUMNS =
            progress(key().add("int4", run -> run.execution() == null ? null : run.jobVersion()));

    private static final ColumnArrays<RunView> SNAPSHOT_COLUMNS = key().add(
                    "text", run -> StoredJson.write(run.execution()))
            .add("text", end(end -> StoredJson.write(end.result())));

    private final JdbcTemplate jdbc;

    RunRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Runs known from their beginning. */
    void begin(Collection<RunView> runs) {
        BEGIN_COLUMNS.execute(jdbc, BEGIN, runs);
    }

    /** Runs whose rows were begun before: only what the views' executions and ends tell is written. */
    void advance(Collection<RunView> runs) {
        ADVANCE_COLUMNS.execute(jdbc, ADVANCE, runs);
    }

    /** Requests and responses, as far as the views have them. */
    void keepSnapshots(Collection<RunView> runs) {
        SNAPSHOT_COLUMNS.execute(jdbc, KEEP_SNAPSHOT, runs);
    }

    private static ColumnArrays<RunView> key() {
        return new ColumnArrays<RunView>()
                .add("text", run -> run.key().account())
                .add("uuid", run -> run.key().id());
    }

    private static ColumnArrays<RunView> progress(ColumnArrays<RunView> columns) {
        return columns.add("text", RunView::status)
                .add("timestamptz", run -> startedAt(run.execution()))
                .add("timestamptz", end(end -> millis(end.finishedAt())))
                .add("text", end(End::reason))
                .add("text", end(end -> StoredJson.text(end.error())));
    }

    private static Function<RunView, @Nullable Object> end(Function<End, @Nullable Object> part) {
        return run -> run.end() == null ? null : part.apply(run.end());
    }

    private static Function<RunView, @Nullable Object> retry(Function<Trigger.Retry, Object> part) {
        return run -> run.trigger() instanceof Trigger.Retry retry ? part.apply(retry) : null;
    }

    private static @Nullable UUID rerunOf(Trigger trigger) {
        return trigger instanceof Trigger.Rerun rerun ? rerun.source() : null;
    }

    private static @Nullable Instant startedAt(@Nullable Execution execution) {
        return execution == null ? null : millis(execution.startedAt());
    }

    /** Cut, where PostgreSQL would round. */
    private static @Nullable Instant millis(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
