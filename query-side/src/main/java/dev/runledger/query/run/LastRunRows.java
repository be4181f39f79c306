package dev.runledger.query.run;

import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.stats.FinishedRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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

    /** The latest of what is left was created before the one that is gone had ended, for it ended before that; clocks may differ. */
    private static final String FIND = """
            with gone as (
              select last.* from views.last_run last
              join unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[])
                as gone (account, status, trigger, job, environment, run)
              using (account, status, trigger, job, environment, run))
            update views.last_run known
            set run = found.id, run_status = found.status, created_at = found.created_at, started_at = found.started_at,
                finished_at = found.finished_at, scheduled_for = found.scheduled_for
            from gone cross join lateral (
              select id, status, created_at, started_at, finished_at, scheduled_for from views.run
              where account = gone.account and job = gone.job and environment = gone.environment
                and created_at <= gone.finished_at + interval '1 day'
                and (gone.status = '' or status = gone.status) and (gone.trigger = '' or trigger = gone.trigger)
              order by finished_at desc, created_at desc, id desc limit 1) found
            where known.account = gone.account and known.status = gone.status and known.trigger = gone.trigger
              and known.job = gone.job and known.environment = gone.environment
            """;

    private static final String FORGET = """
            delete from views.last_run last
            using unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[])
              as gone (account, status, trigger, job, environment, run)
            where last.account = gone.account and last.status = gone.status and last.trigger = gone.trigger
              and last.job = gone.job and last.environment = gone.environment and last.run = gone.run
            """;

    private static final ColumnArrays<Map.Entry<Slice, FinishedRun>> GONE = new ColumnArrays<
                    Map.Entry<Slice, FinishedRun>>()
            .add("text", gone -> gone.getKey().account())
            .add("text", gone -> gone.getKey().status())
            .add("text", gone -> gone.getKey().trigger())
            .add("text", gone -> gone.getKey().job())
            .add("text", gone -> gone.getKey().environment())
            .add("uuid", gone -> gone.getValue().run());

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

    /**
     * Other transactions write rows of the same jobs: in one order, so that none waits for one that waits for it. For that, runs
     * that are gone are written as if they had just ended, which locks their rows, and only then others are put in their places.
     *
     * @param over what has ended
     * @param gone what has no row of its own any more
     */
    void keep(Collection<FinishedRun> over, Collection<FinishedRun> gone) {
        Map<Slice, FinishedRun> latest = new TreeMap<>();
        Stream.of(over, gone)
                .flatMap(Collection::stream)
                .forEach(run -> Slice.of(run)
                        .forEach(slice -> latest.merge(slice, run, (a, b) -> BY_END.compare(a, b) > 0 ? a : b)));
        COLUMNS.execute(jdbc, schema.sql(KEEP), latest.entrySet());
        List<Map.Entry<Slice, FinishedRun>> places = gone.stream()
                .flatMap(run -> Slice.of(run).stream().map(slice -> Map.entry(slice, run)))
                .toList();
        GONE.execute(jdbc, schema.sql(FIND), places);
        GONE.execute(jdbc, schema.sql(FORGET), places);
    }
}
