package dev.runledger.kernel.job;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked of a job. Edits answer with the {@link JobView}, triggers with the new run's view. */
public sealed interface JobCommand extends Command {

    JobKey job();

    @Override
    default String stream() {
        return job().stream();
    }

    /** Changes what a job is. */
    sealed interface Edit extends JobCommand {
        @Override
        default boolean alone() {
            return true;
        }
    }

    /**
     * Ends the life of a one-off that waits for nothing any more (API.md §4.4); any other job stays as it is.
     *
     * @param reason told in the event
     */
    record PurgeOneOff(JobKey job, UUID incarnation, String reason) implements Edit {}

    /**
     * Removes the entry of an environment that was deleted together with what jobs say of it (API.md §8.3). Changes nothing if
     * there is no entry.
     */
    record RemoveOverlay(JobKey job, String environment) implements Edit {}

    /**
     * An environment is managed again, so a recurring job that is enabled there fires there again (API.md §8.3). Changes nothing
     * if it does already.
     *
     * @param managedAt since when; the next fire is the first one after that
     */
    record ResumeFires(JobKey job, String environment, Instant managedAt) implements JobCommand {}

    /** Makes a run of a job. */
    sealed interface Trigger extends JobCommand {
        RunKey run();
    }

    /**
     * Creates the job, or brings a deleted slug to a new life.
     *
     * @param incarnation the new life's id; asking again with the same one succeeds without doing it
     *     twice, even if the job was deleted since
     */
    record CreateJob(JobKey job, UUID incarnation, JobDefinition definition) implements Edit {}

    /** @param ifVersions the versions {@code If-Match} allows; null allows every one */
    record ReplaceJob(
            JobKey job, JobDefinition definition, @Nullable Set<Integer> ifVersions) implements Edit {}

    /** @param ifVersions the versions {@code If-Match} allows; null allows every one */
    record DeleteJob(JobKey job, @Nullable Set<Integer> ifVersions) implements Edit {}

    /**
     * Run now (API.md §5.6).
     *
     * @param environment where to run; null picks the only candidate
     * @param scope the caller's environments
     */
    record TriggerRun(JobKey job, RunKey run, @Nullable String environment, EnvironmentScope scope)
            implements Trigger {}

    /**
     * A job-environment's instant has come: it runs, or the instant is recorded as skipped (API.md §3.4). Changes nothing if
     * the instant is no longer the one that it waits for, so it may be asked twice and by several nodes.
     *
     * @param misfireWindow how late a fire may still run
     * @param ranBefore whether the store has refused this fire because its run exists, as it may after a clock was set back
     */
    record FireJob(JobKey job, String environment, Instant fireAt, Duration misfireWindow, boolean ranBefore)
            implements JobCommand {

        public FireJob(JobKey job, String environment, Instant fireAt, Duration misfireWindow) {
            this(job, environment, fireAt, misfireWindow, false);
        }

        /** The same question, once the store has refused it. */
        public FireJob again() {
            return new FireJob(job, environment, fireAt, misfireWindow, true);
        }
    }

    /**
     * The run that a one-off waited for no longer waits (API.md §4.4). Moves no version, so other commands' facts stay true.
     */
    record SpendOneOff(JobKey job, UUID incarnation, String environment, UUID run) implements JobCommand {}

    /**
     * Runs the job's current configuration again, where the source ran.
     *
     * @param sourceIncarnation the job's life in which the source ran; if it is over, the rerun is refused
     */
    record Rerun(JobKey job, RunKey run, UUID source, UUID sourceIncarnation, String environment) implements Trigger {}
}
