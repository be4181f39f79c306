package dev.runledger.command.saga;

import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the saga remembers of a run that is not over.
 *
 * @param worker who runs it; null while it waits
 */
record OpenRun(PendingRun run, Instant dueAt, @Nullable UUID worker) {

    static OpenRun waiting(RunTriggered event) {
        PendingRun pending =
                new PendingRun(event.run(), event.jobKey(), event.incarnation(), event.environment(), event.trigger());
        return new OpenRun(pending, event.dueAt(), null);
    }

    OpenRun started(RunStarted event) {
        return new OpenRun(run, dueAt, event.worker());
    }

    /** The first run of the chain that this run belongs to. */
    UUID chain() {
        return run.trigger() instanceof Trigger.Retry retry
                ? retry.of()
                : run.run().id();
    }
}
