package dev.runledger.command.saga;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import java.util.function.Consumer;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;

/**
 * Cancels what still waits when its job is deleted (API.md §2.2). A run that is not yet in the index is canceled by the
 * worker that finds its job gone.
 */
@ProcessingGroup("deleted-jobs")
public final class DeletedJobs {

    private final OpenRunTable open;
    private final Consumer<Command> send;

    /** @param send passes a command on without waiting for its answer */
    public DeletedJobs(OpenRunTable open, Consumer<Command> send) {
        this.open = open;
        this.send = send;
    }

    @EventHandler
    void on(JobDeleted event) {
        open.waiting(event.job(), event.incarnation())
                .forEach(run -> send.accept(new CancelPendingRun(run, "job deleted")));
    }
}
