package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.job.HttpRequestSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request as it shall go out.
 *
 * @param spec method, URL, body and TLS are taken from it; its headers are not
 * @param headers all that are sent, but for {@code Host}, {@code Content-Length} and {@code Connection}
 */
record OutboundRequest(AccountId account, HttpRequestSpec spec, Map<String, String> headers) {

    OutboundRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** For logs and messages: no header's value. */
    @Override
    public String toString() {
        return "OutboundRequest[" + account + ", " + spec + ", headers=" + headers.keySet() + "]";
    }
}
