package dev.runledger.kernel.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The response as it came (API.md §5.3).
 *
 * @param headers lower-case names, repeated ones joined
 * @param body at most 65,536 bytes of UTF-8, whole characters only
 * @param bodyBytes the size received, however much of it is kept
 */
public record ResponseSnapshot(
        int status, Map<String, String> headers, String body, boolean bodyTruncated, long bodyBytes) {

    public ResponseSnapshot {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** For logs and messages: neither a header's value nor the body. */
    @Override
    public String toString() {
        return "ResponseSnapshot[" + status + ", headers=" + headers.keySet() + ", bodyBytes=" + bodyBytes + "]";
    }
}
