package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/**
 * A response up to its body. What is wrong with one is told in words of our own: the library's quote the peer, who may have
 * sent a secret back.
 */
record ResponseHead(int status, boolean http11, List<HeaderField> headers) {

    /** HTTP/2 and 0.9 are not understood; the reason may be anything and interests nobody. */
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.([0-9]) +([1-9][0-9]{2})(?:[ \\t].*)?", Pattern.DOTALL);

    ResponseHead {
        headers = List.copyOf(headers);
    }

    static ResponseHead read(SessionInputBufferImpl buffer, InputStream in) throws IOException, HttpException {
        List<String> lines = HeadLines.read(buffer, in, 1);
        Matcher status = STATUS_LINE.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (!status.matches()) {
            throw new ProtocolException("it does not begin like one of HTTP/1.0 or HTTP/1.1");
        }
        List<HeaderField> headers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            headers.add(HeaderField.parse(line));
        }
        return new ResponseHead(
                Integer.parseInt(status.group(2)), !status.group(1).equals("0"), headers);
    }

    /** The values of a header, in their order. */
    List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }

    /** Whether the connection is meant to outlive this response. */
    boolean keepsAlive() {
        return http11
                && values("Connection").stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(HeaderField::trimmed)
                        .noneMatch("close"::equalsIgnoreCase);
    }
}
