package dev.runledger.ops.chaos;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the service during a storm. Jobs are named by their slugs; which run is meant is diced among those that are
 * known when the time comes.
 */
sealed interface Work {

    /**
     * A job as it is first written.
     *
     * @param path of the target
     * @param schedule null for a manual job
     * @param environments in which it is enabled
     */
    record Job(
            String slug,
            String path,
            int timeoutSeconds,
            @Nullable String schedule,
            @Nullable String retryPolicy,
            List<String> environments) {

        Job in(List<String> enabled) {
            return new Job(slug, path, timeoutSeconds, schedule, retryPolicy, enabled);
        }
    }

    record Run(Job job) implements Work {}

    /** @param dice names a run among those known */
    record Rerun(int dice) implements Work {}

    /** @param dice names a run among the latest known */
    record Cancel(int dice) implements Work {}

    /** @param delay between the write and the instant it is armed for */
    record OneOff(Job job, Duration delay) implements Work {}

    /** A new definition of a job. */
    record Edit(Job job) implements Work {}

    record Delete(Job job) implements Work {}
}
