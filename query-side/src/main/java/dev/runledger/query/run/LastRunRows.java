package dev.runledger.query.run;

import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.stats.FinishedRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps {@code last_run}: the latest finished run of each job and environment, of all and of those with one status, one
 * trigger or one of both.
 */
final class LastRunRows {

    /** In place of a status or trigger: whichever. */
    static final String ANY = "";

    private static final String KEEP = """
            insert into views.last_run as known (
              account, status, trigger, job, environment, run, run_status, created_at, started_at, finished_at, scheduled_for)
            select * from unnest(
              ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[], ?::timestamptz[],
              ?::timestamptz[], ?::timestamptz[])
            on conflict (account, status, trigger, job, environment) do update
            set run = excluded.run, run_status = excluded.run_status, created_at = excluded.created_at,
                started_at = excluded.started_at, finished_at = excluded.finished_at, scheduled_for = excluded.scheduled_for
            where (excluded.finished_at, excluded.created_at, excluded.run) > (known.finished_at, known.created_at, known.run)
            """;

    private static final ColumnArrays<Map.Entry<Slice, FinishedRun>> COLUMNS = new ColumnArrays<
                    Map.Entry<Slice, FinishedRun>>()
            .add("text", last -> last.getKey().account())
            .add("text", last -> last.getKey().status())
            .add("text", last -> last.getKey().trigger())
            .add("text", last -> last.getKey().job())
            .add("text", last -> last.getKey().environment())
            .add("uuid", last -> last.getValue().run())
            .add("text", last -> last.getValue().status())
            .add("timestamptz", last -> last.getValue().createdAt())
            .add("timestamptz", last -> last.getValue().startedAt())
            .add("timestamptz", last -> last.getValue().finishedAt())
            .add("timestamptz", last -> last.getValue().scheduledFor());

    /** As PostgreSQL orders them; Java's own order of UUIDs takes their halves for signed numbers. */
    private static final Comparator<FinishedRun> BY_END = Comparator.comparing(FinishedRun::finishedAt)
            .thenComparing(FinishedRun::createdAt)
            .thenComparing(run -> run.run().toString());

    private record Slice(String account, String status, String trigger, String job, String environment)
            implements Comparable<Slice> {

        private static final Comparator<Slice> ORDER = Comparator.comparing(Slice::account)
                .thenComparing(Slice::job)
                .thenComparing(Slice::environment)
                .thenComparing(Slice::status)
                .thenComparing(Slice::trigger);

        static List<Slice> of(FinishedRun run) {
            String status = run.status().name();
            return List.of(
                    of(run, ANY, ANY),
                    of(run, status, ANY),
                    of(run, ANY, run.trigger()),
                    of(run, status, run.trigger()));
        }

        private static Slice of(FinishedRun run, String status, String trigger) {
            return new Slice(run.account(), status, trigger, run.job(), run.environment());
        }

        @Override
        public int compareTo(Slice other) {
            return ORDER.compare(this, other);
        }
    }

    private final JdbcTemplate jdbc;
    private final InSchema schema;

    LastRunRows(JdbcTemplate jdbc, InSchema schema) {
        this.jdbc = jdbc;
        this.schema = schema;
    }

    /** Other transactions write rows of the same jobs: in one order, so that none waits for one that waits for it. */
    void keep(Collection<FinishedRun> runs) {
        Map<Slice, FinishedRun> latest = new TreeMap<>();
        for (FinishedRun run : runs) {
            Slice.of(run).forEach(slice -> latest.merge(slice, run, (a, b) -> BY_END.compare(a, b) > 0 ? a : b));
        }
        COLUMNS.execute(jdbc, schema.sql(KEEP), latest.entrySet());
    }
}
