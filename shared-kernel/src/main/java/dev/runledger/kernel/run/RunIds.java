package dev.runledger.kernel.run;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.UuidV5;
import java.time.Instant;
import java.util.UUID;

/**
 * The ids of runs that may exist only once: a fire or a retry has the same id on every node, so the store itself refuses a
 * second run of it (API.md §3.4).
 */
public final class RunIds {

    private static final UUID NAMESPACE = UUID.fromString("76d9196f-bf15-44f4-8855-385c32a2c382");

    private RunIds() {}

    /** A recurring job's run for one instant. */
    public static UUID fire(JobKey job, UUID incarnation, String environment, Instant at) {
        return UuidV5.of(NAMESPACE, fireName(job, incarnation, environment, at));
    }

    /**
     * A one-off's run.
     *
     * @param version the job's version that armed it: the same instant may be armed anew
     */
    public static UUID oneOff(JobKey job, UUID incarnation, String environment, Instant at, int version) {
        return UuidV5.of(NAMESPACE, fireName(job, incarnation, environment, at) + "/" + version);
    }

    /** @param of the id of the first run of the chain */
    public static UUID retry(UUID of, int attempt) {
        return UuidV5.of(NAMESPACE, "retry/" + of + "/" + attempt);
    }

    private static String fireName(JobKey job, UUID incarnation, String environment, Instant at) {
        return job.account() + "/" + incarnation + "/" + environment + "/" + at.toEpochMilli();
    }
}
