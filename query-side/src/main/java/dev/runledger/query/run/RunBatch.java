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
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the events of one transaction make of the runs they are about: one change per run, however many events. */
final class RunBatch {

    private static final int MOST_RUNS = 5_000;

    /** Characters of bodies; thousands of large ones must not pile up in memory. */
    private static final long MOST_BODY = 16L * 1024 * 1024;

    private final Map<RunKey, RunView> begun = new LinkedHashMap<>();
    private final Map<RunKey, RunView> advanced = new LinkedHashMap<>();
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

    /** The views of runs that began in this batch. */
    Collection<RunView> begun() {
        return begun.values();
    }

    /**
     * Views of runs that began before this batch: of these, only the status and what {@code execution} and {@code end}
     * tell is true.
     */
    Collection<RunView> advanced() {
        return advanced.values();
    }

    /** The runs whose request or response this batch brought. */
    Collection<RunView> withSnapshot() {
        return Stream.concat(begun.values().stream(), advanced.values().stream())
                .filter(run -> run.execution() != null || hasResult(run.end()))
                .toList();
    }

    /** Whether it should be written before the transaction's other events are taken. */
    boolean isFull() {
        return begun.size() + advanced.size() >= MOST_RUNS || body >= MOST_BODY;
    }

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

    private static boolean hasResult(@Nullable End end) {
        return end != null && end.result() != null;
    }

    private static int length(@Nullable String body) {
        return body == null ? 0 : body.length();
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
