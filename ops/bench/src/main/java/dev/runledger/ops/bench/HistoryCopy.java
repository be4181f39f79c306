package dev.runledger.ops.bench;

import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.StoredJson;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finished runs on their way into the tables of history, over two connections of their own. For one thread. */
final class HistoryCopy {

    private static final String RUN_COLUMNS =
            "account, id, job, incarnation, job_version, environment, trigger, rerun_of,"
                    + " retry_of, retry_attempt, of_rerun, scheduled_for, status, created_at, started_at";

    private static final String RUNS = "views.run (" + RUN_COLUMNS + ", finished_at, failure_reason, error)";
    private static final String SNAPSHOTS = "views.run_snapshot (account, id, execution, result)";
    private static final String OPEN = "views.open_run (" + RUN_COLUMNS + ", execution)";

    private HistoryCopy() {}

    static void finished(HistoryRuns history, Connection forRuns, Connection forSnapshots, Notes notes)
            throws SQLException {
        TableCopy runs = new TableCopy(forRuns, RUNS);
        TableCopy snapshots = new TableCopy(forSnapshots, SNAPSHOTS);
        for (int made = 1; history.hasNext(); made++) {
            RunView run = history.next();
            End end = run.end();
            if (end == null) {
                throw new IllegalStateException(run + " has no end");
            }
            columns(runs, run)
                    .add(end.finishedAt())
                    .add(end.reason())
                    .add(end.error())
                    .endRow();
            key(snapshots, run)
                    .add(StoredJson.write(run.execution()))
                    .add(StoredJson.write(end.result()))
                    .endRow();
            if (made % 1_000_000 == 0) {
                notes.tell("made " + made + " runs");
            }
        }
        runs.end();
        snapshots.end();
    }

    static void open(Iterable<RunView> open, Connection connection) throws SQLException {
        TableCopy copy = new TableCopy(connection, OPEN);
        for (RunView run : open) {
            columns(copy, run).add(StoredJson.write(run.execution())).endRow();
        }
        copy.end();
    }

    private static TableCopy key(TableCopy copy, RunView run) {
        return copy.add(run.key().account()).add(run.key().id());
    }

    private static TableCopy columns(TableCopy copy, RunView run) {
        Trigger trigger = run.trigger();
        Trigger.@Nullable Retry retry = trigger instanceof Trigger.Retry is ? is : null;
        Execution execution = run.execution();
        return key(copy, run)
                .add(run.job())
                .add(run.incarnation())
                .add(run.jobVersion())
                .add(run.environment())
                .add(trigger.text())
                .add(trigger instanceof Trigger.Rerun rerun ? rerun.source() : null)
                .add(retry == null ? null : retry.of())
                .add(retry == null ? null : retry.attempt())
                .add(retry == null ? null : retry.ofRerun())
                .add(RunResource.scheduledFor(trigger))
                .add(run.status())
                .add(run.createdAt())
                .add(execution == null ? null : execution.startedAt());
    }
}
