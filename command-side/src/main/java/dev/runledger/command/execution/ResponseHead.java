package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * A response up to its body. Read line by line here because the library's reader takes a connection that breaks off
 * between two headers for the end of the head, and bounds lines but not their sum.
 */
record ResponseHead(int status, boolean http11, List<Header> headers) {

    /** API.md §9.3: 64 KiB and 200 headers. */
    static final int MAX_BYTES = 64 * 1024;

    static final int MAX_HEADERS = 200;

    ResponseHead {
        headers = List.copyOf(headers);
    }

    static ResponseHead read(SessionInputBufferImpl buffer, InputStream in) throws IOException, HttpException {
        List<CharArrayBuffer> lines = lines(buffer, in);
        StatusLine status = BasicLineParser.INSTANCE.parseStatusLine(lines.getFirst());
        int code = status.getStatusCode();
        if (status.getProtocolVersion().getMajor() != 1 || code < 100 || code > 999) {
            throw new ProtocolException("neither HTTP/1.0 nor HTTP/1.1");
        }
        List<Header> headers = new ArrayList<>();
        for (CharArrayBuffer line : lines.subList(1, lines.size())) {
            headers.add(BasicLineParser.INSTANCE.parseHeader(line));
        }
        boolean http11 = status.getProtocolVersion().greaterEquals(HttpVersion.HTTP_1_1);
        return new ResponseHead(code, http11, headers);
    }

    /** The lines up to the empty one, folded ones unfolded; there is at least one. */
    private static List<CharArrayBuffer> lines(SessionInputBufferImpl buffer, InputStream in)
            throws IOException, HttpException {
        List<CharArrayBuffer> lines = new ArrayList<>();
        int bytes = 0;
        while (true) {
            CharArrayBuffer line = new CharArrayBuffer(128);
            if (buffer.readLine(line, in) < 0) {
                throw new ConnectionClosedException(
                        bytes == 0 ? "closed without an answer" : "closed in the middle of the response head");
            }
            bytes += line.length() + 2;
            if (bytes > MAX_BYTES || lines.size() > MAX_HEADERS + 1) {
                throw new MessageConstraintException("head too large");
            }
            if (line.isEmpty() && !lines.isEmpty()) {
                return checked(lines);
            }
            add(lines, line);
        }
    }

    private static void add(List<CharArrayBuffer> lines, CharArrayBuffer line) {
        boolean folded = lines.size() > 1 && !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
        if (folded) {
            lines.getLast().append(' ');
            lines.getLast().append(line.substringTrimmed(0, line.length()));
        } else {
            lines.add(line);
        }
    }

    private static List<CharArrayBuffer> checked(List<CharArrayBuffer> lines) throws MessageConstraintException {
        if (lines.size() > MAX_HEADERS + 1) {
            throw new MessageConstraintException("head has too many headers");
        }
        return lines;
    }

    /** The values of a header, in their order. */
    List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getName().equalsIgnoreCase(name))
                .map(Header::getValue)
                .map(value -> value == null ? "" : value)
                .toList();
    }

    /** Whether the connection is meant to outlive this response. */
    boolean keepsAlive() {
        return http11
                && values("Connection").stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(String::strip)
                        .noneMatch("close"::equalsIgnoreCase);
    }
}
