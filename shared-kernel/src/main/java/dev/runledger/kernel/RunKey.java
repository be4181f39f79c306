package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A run's stream: {@code acme.1/run/<uuid>}. */
public record RunKey(AccountId account, UUID id) {

    static final String KIND = "/run/";

    /** @throws IllegalArgumentException if the text is not a run's stream id */
    @JsonCreator
    public static RunKey parse(String stream) {
        int at = stream.indexOf(KIND);
        if (at < 0) {
            throw new IllegalArgumentException("not a run's stream: " + stream);
        }
        return new RunKey(
                AccountId.parse(stream.substring(0, at)), UUID.fromString(stream.substring(at + KIND.length())));
    }

    /** Whether a stream id names a run. */
    public static boolean names(String stream) {
        return stream.startsWith(KIND, Math.max(0, stream.indexOf('/')));
    }

    @JsonValue
    public String stream() {
        return account + KIND + id;
    }

    @Override
    public String toString() {
        return stream();
    }
}
