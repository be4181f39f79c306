package dev.runledger.command.execution;

import dev.runledger.kernel.job.HttpRequestSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The request as bytes. Written here and not by a library, because path and query go out exactly as the user wrote them
 * and no header may be added that API.md §9.1 does not name.
 */
final class RequestBytes {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> COMPUTED = Set.of("host", "content-length", "transfer-encoding", "connection");

    private RequestBytes() {}

    /** @throws IllegalArgumentException for a header that would change the message's frame; no job can hold one */
    static byte[] of(OutboundRequest request, TargetUrl target) {
        HttpRequestSpec spec = request.spec();
        byte[] body = spec.body() == null ? new byte[0] : spec.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(512);
        head.append(spec.method()).append(' ').append(target.pathAndQuery()).append(" HTTP/1.1\r\n");
        line(head, "Host", target.hostHeader());
        request.headers().forEach((name, value) -> line(head, checked(name), value));
        if (spec.body() != null || WITH_BODY.contains(spec.method())) {
            line(head, "Content-Length", Integer.toString(body.length));
        }
        line(head, "Connection", "keep-alive");
        return join(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII), body);
    }

    private static void line(StringBuilder head, String name, String value) {
        if (!value.chars().allMatch(c -> (c >= 0x20 && c <= 0x7E) || c == '\t')) {
            throw new IllegalArgumentException("header " + name + " holds a character that cannot be sent");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String checked(String name) {
        boolean token = !name.isEmpty() && name.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != ':');
        if (!token || COMPUTED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name + " cannot be sent");
        }
        return name;
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
