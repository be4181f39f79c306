package dev.runledger.command.execution;

import java.util.List;
import org.apache.hc.core5.http.ProtocolException;

/** How a response's body ends, decided by its head (RFC 9112 §6.3); a head that says two things is refused or distrusted. */
sealed interface Framing {

    /** @param length 0 also where the status allows no body */
    record Sized(long length) implements Framing {}

    /** @param contradicted there is a {@code Content-Length} too, so nothing may follow on this connection */
    record Chunked(boolean contradicted) implements Framing {}

    record UntilClose() implements Framing {}

    static Framing of(ResponseHead head) throws ProtocolException {
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return new Sized(0);
        }
        List<String> codings = head.values("Transfer-Encoding");
        List<String> lengths = head.values("Content-Length").stream().distinct().toList();
        if (!codings.isEmpty()) {
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new ProtocolException("unknown transfer encoding");
            }
            return new Chunked(!lengths.isEmpty());
        }
        if (lengths.size() > 1) {
            throw new ProtocolException("contradicting content lengths");
        }
        return lengths.isEmpty() ? new UntilClose() : new Sized(length(lengths.getFirst()));
    }

    private static long length(String digits) throws ProtocolException {
        boolean number =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw new ProtocolException("malformed content length");
        }
        return Long.parseLong(digits);
    }
}
