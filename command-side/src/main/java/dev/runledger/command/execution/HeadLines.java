package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * The lines of a response's head or of what trails a chunked body, up to the empty one. Read line by line here because the
 * library's reader takes a connection that breaks off between two headers for their end, and bounds lines but not their sum.
 */
final class HeadLines {

    /** API.md §9.3: 64 KiB and 200 headers. */
    static final int MAX_BYTES = 64 * 1024;

    static final int MAX_HEADERS = 200;

    private HeadLines() {}

    /**
     * Folded lines are unfolded.
     *
     * @param heading how many lines stand before the first header
     */
    static List<String> read(SessionInputBufferImpl buffer, InputStream in, int heading) throws IOException {
        List<String> lines = new ArrayList<>();
        int bytes = 0;
        while (true) {
            CharArrayBuffer line = new CharArrayBuffer(128);
            if (buffer.readLine(line, in) < 0) {
                throw new ConnectionClosedException(
                        bytes == 0 ? "closed without an answer" : "closed in the middle of the response head");
            }
            bytes += line.length() + 2;
            if (bytes > MAX_BYTES) {
                throw new MessageConstraintException("head too large");
            }
            if (line.isEmpty()) {
                return lines;
            }
            add(lines, line, heading);
            if (lines.size() > MAX_HEADERS + heading) {
                throw new MessageConstraintException("head has too many headers");
            }
        }
    }

    private static void add(List<String> lines, CharArrayBuffer line, int heading) {
        boolean folded = lines.size() > heading && HeaderField.blank(line.charAt(0));
        if (folded) {
            lines.add(lines.removeLast() + " " + HeaderField.trimmed(line.toString()));
        } else {
            lines.add(line.toString());
        }
    }
}
