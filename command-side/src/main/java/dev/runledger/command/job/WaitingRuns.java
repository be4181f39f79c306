package dev.runledger.command.job;

import dev.runledger.kernel.job.JobView;

/** Whoever knows the runs that wait for a job. */
public interface WaitingRuns {

    /**
     * Cancels what an edit made obsolete, so that the edit's caller sees it canceled (API.md §2.2, §4.3). May fail to: then it
     * follows later.
     *
     * @param before as the job was
     * @param after as the edit left it
     */
    void settle(JobView before, JobView after);
}
