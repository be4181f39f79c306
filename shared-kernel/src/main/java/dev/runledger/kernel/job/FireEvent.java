package dev.runledger.kernel.job;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.UUID;

/** What happened to the fires of a job beside becoming runs. Each event is alone in a stream of its own. */
public sealed interface FireEvent {

    JobKey job();

    String environment();

    /** When the job-environment fires next, as decided with this event. */
    Instant next();

    /** The stream that holds this event and no other. */
    String stream();

    /**
     * Instants passed without a run, because nobody was there to fire them (API.md §3.4). One event for all of a gap.
     *
     * @param from the first instant skipped
     * @param to the last one skipped
     * @param count how many instants of the schedule lie from the first to the last
     * @param reason for people
     */
    @EventType(name = "FiresSkipped")
    record FiresSkipped(
            JobKey job,
            UUID incarnation,
            int jobVersion,
            String environment,
            Instant from,
            Instant to,
            long count,
            String reason,
            Instant next,
            Instant skippedAt)
            implements FireEvent {

        /** A stream for each gap: {@code acme.1/skip/nightly/production/<first instant>/<when it was skipped>}, in epoch ms. */
        @Override
        public String stream() {
            return job.account() + SKIPPED + job.slug() + "/" + environment + "/" + from.toEpochMilli() + "/"
                    + skippedAt.toEpochMilli();
        }
    }

    /**
     * The job's environment was not managed for a while, so it did not fire there; now it does again. What would have come due
     * in between is neither run nor recorded as skipped.
     *
     * @param managedAt since when the environment is managed again; the next fire is the first one after that
     */
    @EventType(name = "FiresResumed")
    record FiresResumed(
            JobKey job,
            UUID incarnation,
            int jobVersion,
            String environment,
            Instant managedAt,
            Instant next,
            Instant resumedAt)
            implements FireEvent {

        /** A stream for each time: {@code acme.1/resume/nightly/production/<since when it is managed, in epoch ms>}. */
        @Override
        public String stream() {
            return job.account() + RESUMED + job.slug() + "/" + environment + "/" + managedAt.toEpochMilli();
        }
    }

    /** How a stream of skipped fires is told from others. */
    String SKIPPED = "/skip/";

    /** How a stream of fires that go on is told from others. */
    String RESUMED = "/resume/";

    static boolean names(String stream) {
        int kind = Math.max(0, stream.indexOf('/'));
        return stream.startsWith(SKIPPED, kind) || stream.startsWith(RESUMED, kind);
    }
}
