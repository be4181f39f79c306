package dev.runledger.command.execution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A response body of which the beginning is kept and the rest only counted (API.md §5.3). Not for more than one thread.
 */
final class CappedBody {

    /** Longest text kept, in bytes of UTF-8 (runs.md: "capped at 64 KB"). */
    static final int TEXT_LIMIT = 64 * 1024;

    /**
     * Raw bytes kept. Decoding never shrinks: a bad byte becomes the three bytes of U+FFFD. So what fits the limit comes
     * from at most as many raw bytes, and three more complete the last character.
     */
    private static final int RAW_LIMIT = TEXT_LIMIT + 3;

    private static final char REPLACEMENT = '\uFFFD';

    private final long maxCounted;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private long count;
    private boolean overflow;

    CappedBody(long maxCounted) {
        this.maxCounted = maxCounted;
    }

    /** Reads to the end, or to the first byte beyond what may be counted. */
    void readFrom(InputStream in) throws IOException {
        byte[] piece = new byte[8 * 1024];
        int length = in.read(piece);
        while (length >= 0) {
            take(piece, length);
            if (overflow) {
                return;
            }
            length = in.read(piece);
        }
    }

    private void take(byte[] piece, int length) {
        raw.write(piece, 0, Math.min(length, RAW_LIMIT - raw.size()));
        overflow = count + length > maxCounted;
        count = Math.min(maxCounted, count + length);
    }

    /** How many bytes came, as far as they were read. */
    long count() {
        return count;
    }

    /** Whether reading stopped before the end. */
    boolean overflowed() {
        return overflow;
    }

    /** @param truncated whether anything of the body is missing from the text */
    record Text(String text, boolean truncated) {}

    Text text() {
        String decoded = raw.toString(StandardCharsets.UTF_8).replace('\0', REPLACEMENT);
        int end = prefix(decoded);
        return new Text(decoded.substring(0, end), end < decoded.length() || overflow || count > raw.size());
    }

    /** The end of the longest prefix of whole characters within the limit. */
    private static int prefix(String text) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            bytes += utf8Length(character);
            if (bytes > TEXT_LIMIT) {
                return end;
            }
            end += Character.charCount(character);
        }
        return end;
    }

    private static int utf8Length(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 4;
    }
}
