package dev.runledger.kernel.job;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
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
     * Runs the job's current configuration again, where the source ran.
     *
     * @param sourceIncarnation the job's life in which the source ran; if it is over, the rerun is refused
     */
    record Rerun(JobKey job, RunKey run, UUID source, UUID sourceIncarnation, String environment) implements Trigger {}
}
