package dev.runledger.ops.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads HTTP/1.1 messages from a connection, as little of the protocol as both ends of a measurement need: the ends share
 * the machine with what is measured, so each step saved here is one not charged to the service.
 */
final class HttpReader {

    private static final int LONGEST_HEAD = 4 * 1024;
    private static final int HEX = 16;

    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST_HEAD];

    /** What is read and not yet given out lies between these two. */
    private int from;

    private int to;

    HttpReader(InputStream in) {
        this.in = in;
    }

    /** The next message's head; empty if the other side has closed. */
    Optional<Head> head() throws IOException {
        int searched = from;
        while (true) {
            int end = blankLine(searched);
            if (end >= 0) {
                Head head = new Head(new String(buffer, from, end - from, StandardCharsets.ISO_8859_1));
                from = end + 4;
                return Optional.of(head);
            }
            searched = Math.max(0, to - from - 3);
            if (!more()) {
                return Optional.empty();
            }
        }
    }

    /** The body of the message whose head came last, in one piece however it was sent. */
    byte[] body(Head head) throws IOException {
        if (!head.header("Transfer-Encoding")
                .filter("chunked"::equalsIgnoreCase)
                .isPresent()) {
            return body(head.bodyLength());
        }
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), HEX); size > 0; size = Integer.parseInt(line(), HEX)) {
            pieces.writeBytes(body(size));
            line();
        }
        line();
        return pieces.toByteArray();
    }

    private byte[] body(int length) throws IOException {
        byte[] body = Arrays.copyOfRange(buffer, from, from + length);
        int buffered = Math.min(length, to - from);
        from += buffered;
        if (in.readNBytes(body, buffered, length - buffered) < length - buffered) {
            throw new EOFException("the connection was closed within a body");
        }
        return body;
    }

    private String line() throws IOException {
        int length = 0;
        while (!isLineEnd(from + length)) {
            if (from + length + 1 < to) {
                length++;
            } else if (!more()) {
                throw new EOFException("the connection was closed within a body");
            }
        }
        String line = new String(buffer, from, length, StandardCharsets.ISO_8859_1);
        from += length + 2;
        return line;
    }

    private boolean isLineEnd(int at) {
        return at + 1 < to && buffer[at] == '\r' && buffer[at + 1] == '\n';
    }

    private int blankLine(int searched) {
        for (int i = searched; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Moves what is left to the front and reads on behind it. */
    private boolean more() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to == buffer.length) {
            throw new IOException("a message's head is longer than " + LONGEST_HEAD + " bytes");
        }
        int read = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, read);
        return read >= 0;
    }

    /** The start line and the headers, as they came. */
    record Head(String text) {

        /** The words of the start line: method and target, or version and status. */
        String word(int index) {
            return text.substring(0, lineEnd(0)).split(" ")[index];
        }

        Optional<String> header(String name) {
            for (int start = lineEnd(0) + 2; start < text.length(); start = lineEnd(start) + 2) {
                int colon = start + name.length();
                if (text.regionMatches(true, start, name, 0, name.length()) && text.startsWith(":", colon)) {
                    return Optional.of(text.substring(colon + 1, lineEnd(colon)).strip());
                }
            }
            return Optional.empty();
        }

        int bodyLength() {
            return header("Content-Length").map(Integer::parseInt).orElse(0);
        }

        private int lineEnd(int start) {
            int end = text.indexOf("\r\n", start);
            return end < 0 ? text.length() : end;
        }
    }
}
