package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs that were listed in one table, before finished ones had a table of their own. */
class LayoutUpgradeTest {

    private static final int OF_ONE_TABLE = 4;

    private static final String ONE_TABLE = """
            with runs as (
              select * from unnest(
                ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::int[], ?::bool[],
                ?::timestamptz[], ?::timestamptz[], ?::int[], ?::text[], ?::timestamptz[], ?::text[], ?::timestamptz[],
                ?::text[], ?::text[], ?::text[])
              as runs (
                account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
                scheduled_for, created_at, job_version, status, started_at, execution, finished_at, failure_reason, error, result)),
            snapshots as (
              insert into views.run_snapshot
              select account, id, execution, result from runs where execution is not null or result is not null)
            insert into views.run (
                account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
                scheduled_for, created_at, job_version, status, started_at, finished_at, failure_reason, error)
            select account, id, job, incarnation, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
                scheduled_for, created_at, job_version, status, started_at, finished_at, failure_reason, error
            from runs
            """;

    @Test
    void everyRunIsListedAsBeforeAndAsIfItHadBeenProjectedNow() {
        List<RunEvent> events = new RandomRuns(new Random(81)).events(400);
        Collection<RunView> runs = RandomRuns.folded(events).values();
        ViewsDatabase upgraded = ViewsDatabase.ofVersion(OF_ONE_TABLE);
        RunColumns.WHOLE.execute(upgraded.jdbc(), ONE_TABLE, runs);

        upgraded.upgrade(OF_ONE_TABLE);

        ViewsDatabase projected = ViewsDatabase.onOneConnection();
        RunViews views = new RunViews(projected.jdbc(), "views");
        projected.commit(() -> {
            views.write(events);
            views.fold();
        });
        assertThat(StoredRuns.all(upgraded.jdbc())).isEqualTo(RandomRuns.folded(events));
        assertThat(rows(upgraded.jdbc(), "last_run")).isNotEmpty().isEqualTo(rows(projected.jdbc(), "last_run"));
        assertThat(rows(upgraded.jdbc(), "run_tally")).isNotEmpty().isEqualTo(rows(projected.jdbc(), "run_tally"));
    }

    private static List<@Nullable String> rows(JdbcTemplate jdbc, String table) {
        return jdbc.queryForList(
                "select row_to_json(" + table + ")::text from views." + table + " order by 1", String.class);
    }
}
