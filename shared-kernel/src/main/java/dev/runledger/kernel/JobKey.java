package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A job's stream: {@code acme.1/job/nightly}. A deleted slug may live again in the same stream. */
public record JobKey(AccountId account, String slug) {

    static final String KIND = "/job/";

    /** @throws IllegalArgumentException if the text is not a job's stream id */
    @JsonCreator
    public static JobKey parse(String stream) {
        int at = stream.indexOf(KIND);
        if (at < 0) {
            throw new IllegalArgumentException("not a job's stream: " + stream);
        }
        return new JobKey(AccountId.parse(stream.substring(0, at)), stream.substring(at + KIND.length()));
    }

    /** Whether a stream id names a job. */
    public static boolean names(String stream) {
        return stream.startsWith(KIND, Math.max(0, stream.indexOf('/')));
    }

    @JsonValue
    public String stream() {
        return account + KIND + slug;
    }

    @Override
    public String toString() {
        return stream();
    }
}
