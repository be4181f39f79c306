package dev.runledger.query.run;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.stats.FinishedRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes the rows of runs: into {@code open_run} until they are over, then once and for all into {@code run} and {@code
 * run_snapshot}. A run only ever moves forward, so whatever is written again changes nothing.
 */
final class RunRows {

    private static final String BEGIN = """
            insert into views.open_run as known (
              account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
              scheduled_for, created_at, job_version, status, started_at, execution)
            select * from unnest(
              ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::int[], ?::bool[],
              ?::timestamptz[], ?::timestamptz[], ?::int[], ?::text[], ?::timestamptz[], ?::text[])
              as news (account, id)
            where not exists (select from views.run over where over.account = news.account and over.id = news.id)
            on conflict (account, id) do update
            set job_version = excluded.job_version, status = excluded.status, started_at = excluded.started_at,
                execution = excluded.execution
            where known.status = 'PENDING' and excluded.status = 'RUNNING'
            """;

    private static final String START = """
            update views.open_run known
            set job_version = news.job_version, status = 'RUNNING', started_at = news.started_at, execution = news.execution
            from unnest(?::text[], ?::uuid[], ?::int[], ?::timestamptz[], ?::text[])
              as news (account, id, job_version, started_at, execution)
            where known.account = news.account and known.id = news.id and known.status = 'PENDING'
            """;

    private static final String FINISHED = """
            insert into views.run (
              account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
              scheduled_for, created_at, job_version, status, started_at, finished_at, failure_reason, error)
            select account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
              scheduled_for, created_at, job_version, status, started_at, finished_at, failure_reason, error
            from over
            on conflict (account, id) do nothing
            returning account, id, job, environment, trigger, status, created_at, started_at, finished_at, scheduled_for
            """;

    private static final String KEPT = """
            kept as (
              insert into views.run_snapshot (account, id, execution, result)
              select account, id, execution, result from over where execution is not null or result is not null
              on conflict (account, id) do nothing)
            """;

    private static final String END = """
            with over as (
              delete from views.open_run open
              using unnest(
                ?::text[], ?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::text[], ?::timestamptz[], ?::text[],
                ?::text[], ?::text[])
                as news (account, id, job_version, status, started_at, execution, finished_at, failure_reason, error, result)
              where open.account = news.account and open.id = news.id
              returning open.account, open.id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt,
                of_rerun, scheduled_for, created_at, coalesce(news.job_version, open.job_version) as job_version, news.status,
                coalesce(news.started_at, open.started_at) as started_at,
                coalesce(news.execution, open.execution) as execution, finished_at, failure_reason, error, result),
            """ + KEPT + FINISHED;

    private static final String KEEP_WHOLE = """
            with over as (
              select * from unnest(
                ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::int[], ?::bool[],
                ?::timestamptz[], ?::timestamptz[], ?::int[], ?::text[], ?::timestamptz[], ?::text[], ?::timestamptz[],
                ?::text[], ?::text[], ?::text[])
              as news (
                account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
                scheduled_for, created_at, job_version, status, started_at, execution, finished_at, failure_reason, error, result)),
            gone as (
              delete from views.open_run open using over where open.account = over.account and open.id = over.id),
            """ + KEPT + FINISHED;

    private static final String REMOVE = """
            with pruned as (select * from unnest(?::text[], ?::uuid[]) as pruned (account, id)),
            snapshots as (
              delete from views.run_snapshot gone using pruned where gone.account = pruned.account and gone.id = pruned.id),
            open as (
              delete from views.open_run gone using pruned where gone.account = pruned.account and gone.id = pruned.id)
            delete from views.run gone using pruned where gone.account = pruned.account and gone.id = pruned.id
            returning gone.account, gone.id, job, environment, trigger, status, created_at, started_at, finished_at, scheduled_for
            """;

    private static final ColumnArrays<RunKey> KEYS =
            new ColumnArrays<RunKey>().add("text", RunKey::account).add("uuid", RunKey::id);

    private final JdbcTemplate jdbc;
    private final InSchema schema;

    RunRows(JdbcTemplate jdbc, InSchema schema) {
        this.jdbc = jdbc;
        this.schema = schema;
    }

    /** Runs that are not over, known from their beginning. */
    void begin(Collection<RunView> runs) {
        RunColumns.OPEN.execute(jdbc, schema.sql(BEGIN), runs);
    }

    /** Runs that began before and have started now. */
    void start(Collection<RunView> runs) {
        RunColumns.STARTED.execute(jdbc, schema.sql(START), runs);
    }

    /** Runs that began before and are over; returns those that were not over already. */
    List<FinishedRun> end(Collection<RunView> runs) {
        return RunColumns.ENDED.query(jdbc, schema.sql(END), runs, (row, number) -> finished(row));
    }

    /** Runs that are over, known from their beginning; returns those that were not over already. */
    List<FinishedRun> keepWhole(Collection<RunView> runs) {
        return RunColumns.WHOLE.query(jdbc, schema.sql(KEEP_WHOLE), runs, (row, number) -> finished(row));
    }

    /** Whatever is there of these runs goes; returns those that were there and over. */
    List<FinishedRun> remove(Collection<RunKey> runs) {
        return KEYS.query(jdbc, schema.sql(REMOVE), runs, (row, number) -> finished(row));
    }

    private static FinishedRun finished(ResultSet row) throws SQLException {
        return new FinishedRun(
                row.getString("account"),
                row.getObject("id", UUID.class),
                row.getString("job"),
                row.getString("environment"),
                row.getString("trigger"),
                RunStatus.valueOf(row.getString("status")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                row.getObject("finished_at", OffsetDateTime.class).toInstant(),
                instant(row, "scheduled_for"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
