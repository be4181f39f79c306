package dev.runledger.kernel.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why a run exists (runs.md: "why it ran"). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Trigger.Scheduled.class, name = "SCHEDULE"),
    @JsonSubTypes.Type(value = Trigger.Manual.class, name = "MANUAL"),
    @JsonSubTypes.Type(value = Trigger.Rerun.class, name = "RERUN"),
    @JsonSubTypes.Type(value = Trigger.Retry.class, name = "RETRY")
})
public sealed interface Trigger {

    /** The API's word for it. */
    String text();

    /**
     * A schedule came due, or a one-off was armed for this instant.
     *
     * @param next when the recurring job fires next in this environment, as decided with this fire; null for a one-off
     */
    record Scheduled(Instant scheduledFor, @Nullable Instant next) implements Trigger {

        /** What arms a one-off. */
        public static Scheduled once(Instant scheduledFor) {
            return new Scheduled(scheduledFor, null);
        }

        @Override
        public String text() {
            return "SCHEDULE";
        }
    }

    /** Somebody asked for a run now. */
    record Manual() implements Trigger {
        @Override
        public String text() {
            return "MANUAL";
        }
    }

    /** Somebody asked to run again what {@code source} ran. */
    record Rerun(UUID source) implements Trigger {
        @Override
        public String text() {
            return "RERUN";
        }
    }

    /**
     * A policy asked for another attempt.
     *
     * @param of the chain's first run
     * @param attempt 1 for the first retry
     * @param ofRerun whether the chain began with a rerun: such a chain outlives the environment's disabling
     */
    record Retry(UUID of, int attempt, boolean ofRerun, Instant scheduledFor) implements Trigger {
        @Override
        public String text() {
            return "RETRY";
        }
    }
}
