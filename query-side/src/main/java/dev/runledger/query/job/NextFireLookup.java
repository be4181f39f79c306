package dev.runledger.query.job;

import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.Map;

/** Answers when a recurring job fires next, with all fires that are committed. */
public interface NextFireLookup {

    /** By environment; empty where it does not fire. */
    Map<String, Instant> of(JobKey job);
}
