package dev.runledger.query.stats;

import static dev.runledger.query.batch.ColumnArrays.millis;

import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.query.batch.ColumnArrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rows of runs, written without what counts them. */
final class StoredHistory {

    private static final String COLUMNS =
            "account, id, job, incarnation, job_version, environment, trigger, scheduled_for, status, created_at, started_at";
    private static final String VALUES = "?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[],"
            + " ?::timestamptz[], ?::text[], ?::timestamptz[], ?::timestamptz[]";
    private static final ColumnArrays<RunView> OPEN = new ColumnArrays<RunView>()
            .add("text", run -> run.key().account())
            .add("uuid", run -> run.key().id())
            .add("text", RunView::job)
            .add("uuid", RunView::incarnation)
            .add("int4", RunView::jobVersion)
            .add("text", RunView::environment)
            .add("text", run -> run.trigger().text())
            .add("timestamptz", run -> millis(RunResource.scheduledFor(run.trigger())))
            .add("text", RunView::status)
            .add("timestamptz", run -> millis(run.createdAt()))
            .add(
                    "timestamptz",
                    run -> run.execution() == null
                            ? null
                            : millis(run.execution().startedAt()));
    private static final ColumnArrays<RunView> FINISHED =
            OPEN.add("timestamptz", end(end -> millis(end.finishedAt()))).add("text", end(End::reason));

    private StoredHistory() {}

    static void write(JdbcTemplate jdbc, Collection<RunView> runs) {
        OPEN.execute(
                jdbc,
                "insert into views.open_run (" + COLUMNS + ") select * from unnest(" + VALUES + ")",
                runs.stream().filter(run -> run.end() == null).toList());
        FINISHED.execute(
                jdbc,
                "insert into views.run (" + COLUMNS + ", finished_at, failure_reason) select * from unnest(" + VALUES
                        + ", ?::timestamptz[], ?::text[])",
                runs.stream().filter(run -> run.end() != null).toList());
    }

    /** The tallies, without the news, in a fixed order. */
    static List<Map<String, @Nullable Object>> tallies(JdbcTemplate jdbc) {
        return jdbc.queryForList("""
                select account, environment, grain, start::text, succeeded, failed, canceled, minutes::text,
                       pending_bins::text, pending_counts::text, run_bins::text, run_counts::text
                from views.run_tally order by account, grain, start, environment
                """);
    }

    private static Function<RunView, @Nullable Object> end(Function<End, @Nullable Object> part) {
        return run -> run.end() == null ? null : part.apply(run.end());
    }
}
