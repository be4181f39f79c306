package dev.runledger.ops.bench;

import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The events of which finished runs are made, by the state that they lead to.
 *
 * @param started of those that got so far
 */
record HistoryEvents(List<RunEvent> triggered, List<RunEvent> started, List<RunEvent> ended) {

    static HistoryEvents of(List<RunView> runs) {
        HistoryEvents events = new HistoryEvents(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (RunView run : runs) {
            events.triggered.add(new RunTriggered(
                    run.key(),
                    run.job(),
                    run.incarnation(),
                    run.jobVersion(),
                    JobKind.RECURRING,
                    run.environment(),
                    run.trigger(),
                    run.createdAt()));
            Execution execution = run.execution();
            if (execution != null) {
                events.started.add(started(run, execution));
            }
            events.ended.add(ended(run, Objects.requireNonNull(run.end())));
        }
        return events;
    }

    private static RunEvent started(RunView run, Execution execution) {
        return new RunStarted(
                run.key(),
                execution.worker(),
                execution.attempt(),
                run.jobVersion(),
                execution.successStatus(),
                execution.request(),
                execution.startedAt());
    }

    private static RunEvent ended(RunView run, End end) {
        return switch (run.status()) {
            case SUCCEEDED -> new RunSucceeded(run.key(), Objects.requireNonNull(end.result()), end.finishedAt());
            case FAILED ->
                new RunFailed(
                        run.key(),
                        Objects.requireNonNull(end.reason()),
                        end.error(),
                        end.result(),
                        end.finishedAt(),
                        null);
            case CANCELED, PENDING, RUNNING ->
                new RunCanceled(run.key(), run.execution() != null, end.error(), end.finishedAt());
        };
    }
}
