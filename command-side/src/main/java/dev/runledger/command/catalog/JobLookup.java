package dev.runledger.command.catalog;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobView;
import java.util.Optional;

/** Answers which jobs live, with all writes that were answered before. */
public interface JobLookup {

    /** The live job of that slug; a deleted one is none. */
    Optional<JobView> find(JobKey job);
}
