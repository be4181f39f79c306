package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A retry policy's stream: {@code acme.1/retry/gentle}. A deleted slug may live again in the same stream. */
public record RetryPolicyKey(AccountId account, String slug) {

    static final String KIND = "/retry/";

    /** @throws IllegalArgumentException if the text is not a retry policy's stream id */
    @JsonCreator
    public static RetryPolicyKey parse(String stream) {
        int at = stream.indexOf(KIND);
        if (at < 0) {
            throw new IllegalArgumentException("not a retry policy's stream: " + stream);
        }
        return new RetryPolicyKey(AccountId.parse(stream.substring(0, at)), stream.substring(at + KIND.length()));
    }

    /** Whether a stream id names a retry policy. */
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
