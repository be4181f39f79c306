package dev.runledger.command.execution;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.Trigger;
import java.util.UUID;

/**
 * A run that is due and that somebody has to carry out.
 *
 * @param incarnation the job's life in which the run was made; in another it is not run
 */
public record PendingRun(RunKey run, JobKey job, UUID incarnation, String environment, Trigger trigger) {}
