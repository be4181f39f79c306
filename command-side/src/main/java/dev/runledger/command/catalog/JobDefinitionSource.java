package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobView;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a worker reads what a job is now. May answer from memory: a definition that moved on is noticed at the start. */
public interface JobDefinitionSource {

    /** Blocks; empty if there is no such job. A deleted one may be answered either way. */
    Optional<JobView> find(JobKey job);

    /** What was remembered of the job is out of date: the next {@link #find} must ask anew. */
    void forget(JobKey job);

    /** Lives of accounts have ended: nothing of their jobs need be remembered. */
    default void forgetLives(Predicate<AccountId> ended) {}
}
