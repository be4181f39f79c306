package dev.runledger.kernel.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request as it went out (API.md §5.3).
 *
 * @param headers every header that is sent, each value {@code <redacted>}
 */
public record RequestSnapshot(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable String body) {

    public RequestSnapshot {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** For logs and messages: neither the URL nor the body. */
    @Override
    public String toString() {
        return "RequestSnapshot[" + method + ", headers=" + headers.keySet() + "]";
    }
}
