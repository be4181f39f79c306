package dev.runledger.kernel.retry;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a chain waits before each of its retries (API.md §6.3). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Backoff.Fixed.class, name = "FIXED"),
    @JsonSubTypes.Type(value = Backoff.Exponential.class, name = "EXPONENTIAL")
})
public sealed interface Backoff {

    /** Before the first retry, in seconds. */
    int delaySeconds();

    /**
     * From the end of an attempt to the retry that follows it.
     *
     * @param retry which retry of the chain it is, from 1
     */
    Duration wait(int retry);

    /**
     * The same before every retry.
     *
     * @param delaySeconds the wait
     */
    record Fixed(int delaySeconds) implements Backoff {
        @Override
        public Duration wait(int retry) {
            return Duration.ofSeconds(delaySeconds);
        }
    }

    /**
     * Twice as long before each retry as before the one that preceded it.
     *
     * @param delaySeconds the wait before the first retry
     * @param maxDelaySeconds the longest wait, perhaps shorter than the first would be; null for none
     */
    record Exponential(int delaySeconds, @Nullable Integer maxDelaySeconds) implements Backoff {
        @Override
        public Duration wait(int retry) {
            long doubled = doubled(delaySeconds, retry - 1);
            return Duration.ofSeconds(maxDelaySeconds == null ? doubled : Math.min(doubled, maxDelaySeconds));
        }

        /** What does not fit stays at the greatest number that does. */
        private static long doubled(long seconds, int times) {
            return times < Long.numberOfLeadingZeros(seconds) ? seconds << times : Long.MAX_VALUE;
        }
    }
}
