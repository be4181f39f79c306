package dev.runledger.command.execution;

import dev.runledger.kernel.run.ResponseSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;

/** Reads one response off a connection. Nothing is decoded but the transfer's chunks. */
final class ResponseReader {

    private static final String REDACTED = "<redacted>";

    /** Room for a day of one every ten seconds; a peer that sends more of them does not mean to answer. */
    private static final int MAX_INTERIM_BYTES = 1024 * 1024;

    private final Connection connection;
    private final CappedBody body;

    ResponseReader(Connection connection, long maxResponseBytes) {
        this.connection = connection;
        this.body = new CappedBody(maxResponseBytes);
    }

    /** @param reusable whether the connection owes nothing and may carry another request */
    record Response(ResponseSnapshot snapshot, boolean reusable) {}

    /** The final head; interim ones are skipped. */
    ResponseHead head() throws IOException, HttpException {
        long before = connection.received();
        while (connection.received() - before <= MAX_INTERIM_BYTES) {
            ResponseHead head = ResponseHead.read(connection.buffer(), connection.in());
            if (head.status() == 101) {
                throw new ProtocolException("switched protocols without being asked to");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new ProtocolException("no end of interim ones");
    }

    Response body(ResponseHead head) throws IOException, HttpException {
        Framing framing = Framing.of(head);
        body.readFrom(stream(framing));
        CappedBody.Text text = body.text();
        long bytes = body.overflowed() && framing instanceof Framing.Sized sized ? sized.length() : body.count();
        ResponseSnapshot snapshot =
                new ResponseSnapshot(head.status(), shown(head), text.text(), text.truncated(), bytes);
        return new Response(snapshot, reusable(head, framing));
    }

    /** How much of the body has come so far. */
    long received() {
        return body.count();
    }

    private InputStream stream(Framing framing) {
        return switch (framing) {
            case Framing.Sized sized ->
                new ContentLengthInputStream(connection.buffer(), connection.in(), sized.length());
            case Framing.Chunked chunked -> new ChunkedBody(connection.buffer(), connection.in());
            case Framing.UntilClose untilClose -> new IdentityInputStream(connection.buffer(), connection.in());
        };
    }

    private boolean reusable(ResponseHead head, Framing framing) {
        boolean delimited = switch (framing) {
            case Framing.Sized sized -> true;
            case Framing.Chunked chunked -> !chunked.contradicted();
            case Framing.UntilClose untilClose -> false;
        };
        return delimited && head.keepsAlive() && !body.overflowed() && connection.isSilent();
    }

    private static Map<String, String> shown(ResponseHead head) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (HeaderField header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals("set-cookie")) {
                shown.put(name, REDACTED);
            } else {
                shown.merge(name, header.shown(), (first, next) -> first + ", " + next);
            }
        }
        return shown;
    }
}
