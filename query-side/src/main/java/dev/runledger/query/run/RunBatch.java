package dev.runledger.query.run;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.stats.FinishedRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the events of one transaction make of the runs they are about: one change per run, however many events. */
final class RunBatch {

    private static final int MOST_RUNS = 5_000;

    /** Characters of bodies; thousands of large ones must not pile up in memory. */
    private static final long MOST_BODY = 16L * 1024 * 1024;

    private final Map<RunKey, RunView> begun = new LinkedHashMap<>();
    private final Map<RunKey, RunView> advanced = new LinkedHashMap<>();
    private final List<FinishedRun> finished = new ArrayList<>();
    private final List<FinishedRun> pruned = new ArrayList<>();
    private long body;

    void take(RunEvent event) {
        RunKey run = event.run();
        body += body(event);
        if (event instanceof RunTriggered triggered) {
            begun.putIfAbsent(run, RunView.first(triggered));
        } else if (begun.containsKey(run)) {
            begun.computeIfPresent(run, (key, before) -> after(before, event));
        } else {
            advanced.compute(run, (key, before) -> after(before == null ? unknownBeginning(key) : before, event));
        }
    }

    /** Runs that began in this batch and are not over. */
    List<RunView> begun() {
        return these(begun, run -> !run.status().terminal());
    }

    /** Runs that began in this batch and are over. */
    List<RunView> whole() {
        return these(begun, run -> run.status().terminal());
    }

    /** Runs that began before and have turned RUNNING: only the version, the status and {@code execution} are true. */
    List<RunView> started() {
        return these(advanced, run -> !run.status().terminal());
    }

    /**
     * Runs that began before and are over: only the status, {@code end}, and {@code execution} with the version, if it is there,
     * are true.
     */
    List<RunView> ended() {
        return these(advanced, run -> run.status().terminal());
    }

    /** What was written as over and was not before, since the transaction began. */
    List<FinishedRun> finished() {
        return finished;
    }

    /** What was removed of what was over, since the transaction began. */
    List<FinishedRun> pruned() {
        return pruned;
    }

    /** Whether it should be written before the transaction's other events are taken. */
    boolean isFull() {
        return begun.size() + advanced.size() >= MOST_RUNS || body >= MOST_BODY;
    }

    /** Forgets what is written; what it finished and removed is kept to the end of the transaction. */
    void clear() {
        begun.clear();
        advanced.clear();
        body = 0;
    }

    private static int body(RunEvent event) {
        return switch (event) {
            case RunTriggered e -> 0;
            case RunStarted e -> length(e.request().body());
            case RunSucceeded e -> length(e.result().body());
            case RunFailed e -> e.result() == null ? 0 : length(e.result().body());
            case RunCanceled e -> 0;
        };
    }

    private static int length(@Nullable String body) {
        return body == null ? 0 : body.length();
    }

    private static List<RunView> these(Map<RunKey, RunView> runs, Predicate<RunView> wanted) {
        return runs.values().stream().filter(wanted).toList();
    }

    /** Final states absorb: an event that comes again changes nothing. */
    private static RunView after(RunView before, RunEvent event) {
        return before.status().terminal() ? before : before.then(event);
    }

    /** The fold needs a beginning; the row has the true one. */
    private static RunView unknownBeginning(RunKey run) {
        return RunView.first(
                new RunTriggered(run, "", run.id(), 0, JobKind.MANUAL, "", new Trigger.Manual(), Instant.EPOCH));
    }
}
