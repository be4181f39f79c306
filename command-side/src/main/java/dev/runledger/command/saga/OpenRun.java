package dev.runledger.command.saga;

import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the saga remembers of a run that is not over.
 *
 * @param dueAt when it may begin
 * @param madeAt when it was made: most runs are due then, and begin at once
 * @param worker who runs it; null while it waits
 */
record OpenRun(
        PendingRun run,
        Instant dueAt,
        @Nullable Instant madeAt,
        @Nullable UUID worker) {

    static OpenRun waiting(RunTriggered event) {
        PendingRun pending = new PendingRun(
                event.run(),
                event.jobKey(),
                event.incarnation(),
                event.jobVersion(),
                event.kind(),
                event.environment(),
                event.trigger());
        return new OpenRun(pending, event.dueAt(), event.triggeredAt(), null);
    }

    OpenRun started(RunStarted event) {
        return new OpenRun(run, dueAt, madeAt, event.worker());
    }

    /** The name it goes by. */
    String stream() {
        return run.run().stream();
    }

    /** Whether it was made ahead of its instant and has not begun; not known of one that was read from its row. */
    boolean waitsForLater() {
        return worker == null && madeAt != null && dueAt.isAfter(madeAt);
    }

    /** Whether a one-off's entry waits for this run (API.md §4.4). */
    boolean isOneOffsOwn() {
        return run.kind() == JobKind.ONE_OFF && run.trigger() instanceof Trigger.Scheduled;
    }
}
