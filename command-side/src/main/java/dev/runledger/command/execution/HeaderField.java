package dev.runledger.command.execution;

import java.util.regex.Pattern;
import org.apache.hc.core5.http.ProtocolException;

/**
 * One header of a response. A name is a token and nothing else (RFC 9112 §5): names go into what is stored and shown.
 *
 * @param value without the blanks around it; it may hold any character but a line feed
 */
record HeaderField(String name, String value) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    static HeaderField parse(String line) throws ProtocolException {
        int colon = line.indexOf(':');
        if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
            throw new ProtocolException("a header line that is none");
        }
        return new HeaderField(line.substring(0, colon), trimmed(line.substring(colon + 1)));
    }

    /** Blank and tab are all the white space that HTTP knows; Java's notion is wider, and lets lengths be smuggled in. */
    static boolean blank(char character) {
        return character == ' ' || character == '\t';
    }

    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && blank(text.charAt(start))) {
            start++;
        }
        while (start < end && blank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** As it may be stored and shown: a control character, which no header may hold, becomes U+FFFD. */
    String shown() {
        StringBuilder shown = new StringBuilder(value);
        for (int i = 0; i < shown.length(); i++) {
            char character = shown.charAt(i);
            if ((character < 0x20 && character != '\t') || (character >= 0x7f && character < 0xa0)) {
                shown.setCharAt(i, '\uFFFD');
            }
        }
        return shown.toString();
    }
}
