package dev.runledger.kernel.job;

import dev.runledger.kernel.StatusPattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request a job makes, as the API's {@code configuration} shows it (API.md §2.1).
 *
 * @param headers names in the user's spelling and order; values in clear
 * @param caCert PEM text added to the system's trust store, parsed when a run begins
 * @param body sent verbatim; null sends none
 * @param timeout seconds for the whole call, 1–86,400
 */
public record HttpRequestSpec(
        String method,
        String url,
        Map<String, String> headers,
        StatusPattern successStatus,
        boolean tlsVerify,
        @Nullable String caCert,
        @Nullable String body,
        int timeout) {

    public HttpRequestSpec {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** For logs and messages: neither a header's value nor the body, nor the URL, since some hold a token in their path. */
    @Override
    public String toString() {
        return "HttpRequestSpec[" + method + ", headers=" + headers.keySet() + ", timeout=" + timeout + "]";
    }
}
