package dev.runledger.kernel.run;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked of a run. All answer with the {@link RunView} after it. */
public sealed interface RunCommand extends Command {

    RunKey run();

    @Override
    default String stream() {
        return run().stream();
    }

    /**
     * A worker asks for the right to call out. Granted once; asking again with the same attempt is granted again.
     *
     * @param incarnation the job's life whose definition was read
     * @param jobVersion the version that was read: if the job moved on meanwhile, nothing starts
     */
    record StartRun(
            RunKey run,
            JobKey job,
            UUID incarnation,
            int jobVersion,
            UUID worker,
            UUID attempt,
            StatusPattern successStatus,
            RequestSnapshot request)
            implements RunCommand {}

    /**
     * The worker reports what came of its attempt. A run that is over ignores it.
     *
     * @param job the run's job: whether a failure is tried again depends on it
     */
    record CompleteRun(RunKey run, JobKey job, UUID attempt, RunOutcome outcome) implements RunCommand {}

    /** A user ends the run; one that is over refuses. */
    record CancelRun(RunKey run) implements RunCommand {}

    /** The house ends a run that still waits; one that has started or is over stays as it is. */
    record CancelPendingRun(RunKey run, String reason) implements RunCommand {}

    /** The worker that runs it is gone; a run that it does not run (any more) stays as it is. */
    record DeclareWorkerLost(
            RunKey run, UUID worker, @Nullable String detail) implements RunCommand {}
}
