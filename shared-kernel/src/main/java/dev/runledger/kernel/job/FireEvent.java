package dev.runledger.kernel.job;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.UUID;

/** What happened to the fires of a job that did not become runs. */
public sealed interface FireEvent {

    JobKey job();

    String environment();

    /** When the job-environment fires next, as decided with this event. */
    Instant next();

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
        public String stream() {
            return job.account() + STREAM_KIND + job.slug() + "/" + environment + "/" + from.toEpochMilli() + "/"
                    + skippedAt.toEpochMilli();
        }
    }

    /** How a stream of skipped fires is told from others. */
    String STREAM_KIND = "/skip/";

    static boolean names(String stream) {
        return stream.startsWith(STREAM_KIND, Math.max(0, stream.indexOf('/')));
    }
}
