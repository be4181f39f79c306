package dev.runledger.command.execution;

import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.run.RequestSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes of a request what may be remembered of it (API.md §5.3). */
final class HeaderRedaction {

    private static final String REDACTED = "<redacted>";

    private HeaderRedaction() {}

    static RequestSnapshot snapshot(OutboundRequest request) {
        HttpRequestSpec spec = request.spec();
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().keySet().forEach(name -> headers.put(name, REDACTED));
        return new RequestSnapshot(spec.method(), url(spec.url()), headers, spec.body());
    }

    /** Works on any text: a URL that will be blocked is remembered too. */
    static String url(String url) {
        int fragment = url.indexOf('#');
        String sent = fragment < 0 ? url : url.substring(0, fragment);
        int start = sent.indexOf("://") + 3;
        if (start < 3) {
            return sent;
        }
        int end = start;
        while (end < sent.length() && "/?".indexOf(sent.charAt(end)) < 0) {
            end++;
        }
        int at = sent.lastIndexOf('@', end - 1);
        return at < start ? sent : sent.substring(0, start) + REDACTED + sent.substring(at);
    }
}
