package dev.runledger.command.execution;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.Trigger;
import java.util.UUID;

/**
 * A run that waits for a worker: all that is known of it before its job's definition is read.
 *
 * @param incarnation the job's life that the run belongs to
 */
public record PendingRun(RunKey run, JobKey job, UUID incarnation, String environment, Trigger trigger) {}
