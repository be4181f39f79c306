package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * A body in chunks (RFC 9112 §7.1), read to the letter. The library's reader takes sizes with a sign, and lets a peer send
 * 64 KiB of extension around each byte that counts.
 */
final class ChunkedBody extends InputStream {

    /** Fifteen digits cannot overflow. What follows is an extension, which nobody reads. */
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})([ \\t]*(?:;.*)?)", Pattern.DOTALL);

    /** Of all chunks together. */
    private static final int MAX_EXTENSIONS = HeadLines.MAX_BYTES;

    private final SessionInputBufferImpl buffer;
    private final InputStream in;
    private long left;
    private int extensions;
    private boolean ended;

    ChunkedBody(SessionInputBufferImpl buffer, InputStream in) {
        this.buffer = buffer;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended || (left == 0 && !next())) {
            return -1;
        }
        int got = buffer.read(target, offset, (int) Math.min(length, left), in);
        if (got < 0) {
            throw new TruncatedChunkException("closed in a chunk");
        }
        left -= got;
        if (left == 0 && !line().isEmpty()) {
            throw new MalformedChunkCodingException("a chunk is longer than its size");
        }
        return got;
    }

    /** Whether there is another chunk. */
    private boolean next() throws IOException {
        Matcher size = SIZE.matcher(line());
        if (!size.matches()) {
            throw new MalformedChunkCodingException("no chunk size");
        }
        extensions += size.group(2).length();
        if (extensions > MAX_EXTENSIONS) {
            throw new MalformedChunkCodingException("chunk extensions without end");
        }
        left = Long.parseLong(size.group(1), 16);
        if (left == 0) {
            trailers();
            ended = true;
        }
        return !ended;
    }

    private String line() throws IOException {
        CharArrayBuffer line = new CharArrayBuffer(32);
        try {
            if (buffer.readLine(line, in) < 0) {
                throw new TruncatedChunkException("closed between chunks");
            }
        } catch (MessageConstraintException e) {
            throw new MalformedChunkCodingException("a line without end");
        }
        return line.toString();
    }

    /** Read because the next response begins behind them; what they say is dropped. */
    private void trailers() throws IOException {
        try {
            for (String line : HeadLines.read(buffer, in, 0)) {
                HeaderField.parse(line);
            }
        } catch (ConnectionClosedException e) {
            throw new TruncatedChunkException("closed in the trailers");
        } catch (MessageConstraintException | ProtocolException e) {
            throw new MalformedChunkCodingException("trailers that are none");
        }
    }
}
