package dev.runledger.command.execution;

import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.apache.hc.core5.http.HttpException;

/**
 * Makes one HTTP call and says what came of it. Blocks the calling thread, which should be a virtual one.
 *
 * <p>Built on HttpCore's streams and parsers, not on {@code CloseableHttpClient}: that one resolves inside its connect,
 * pools by route without regard to the account or the peer's address, rebuilds the request's path, adds headers and may
 * send a request again. All of that can be switched off or wrapped; leaving it out is shorter and easier to prove.
 */
final class HttpCaller implements Outgoing {

    private final AddressGuard guard;
    private final Connector connector;
    private final IdleConnections idle;
    private final SendGate gate;
    private final long maxResponseBytes;

    HttpCaller(AddressGuard guard, Connector connector, IdleConnections idle, SendGate gate, long maxResponseBytes) {
        this.guard = guard;
        this.connector = connector;
        this.idle = idle;
        this.gate = gate;
        this.maxResponseBytes = maxResponseBytes;
    }

    @Override
    public RunOutcome call(OutboundRequest request, Cutoff cutoff) {
        return switch (guard.judge(request.account(), request.spec().url(), cutoff)) {
            case Verdict.Blocked blocked -> new RunOutcome.Blocked(blocked.words());
            case Verdict.Unresolved unresolved ->
                unresolved.tooSlow()
                        ? new RunOutcome.TimedOut(unresolved.detail())
                        : new RunOutcome.Unreachable(unresolved.detail());
            case Verdict.Accepted accepted -> new Exchange(request, accepted, cutoff).run();
        };
    }

    /** One call's way, and how far it has come. */
    private final class Exchange {

        private final OutboundRequest request;
        private final Verdict.Accepted verdict;
        private final Cutoff cutoff;
        private String doing = "";

        Exchange(OutboundRequest request, Verdict.Accepted verdict, Cutoff cutoff) {
            this.request = request;
            this.verdict = verdict;
            this.cutoff = cutoff;
        }

        RunOutcome run() {
            byte[] bytes = RequestBytes.of(request, verdict.target());
            try {
                passGate();
                Connection connection = connection();
                boolean keep = false;
                try {
                    passGate();
                    connection.takeUp(cutoff);
                    ResponseReader.Response response = over(connection, bytes);
                    keep = response.reusable() && cutoff.release();
                    return new RunOutcome.Answered(response.snapshot());
                } finally {
                    give(connection, keep);
                }
            } catch (IOException | HttpException e) {
                return cutoff.passed() || e instanceof InterruptedIOException ? timedOut() : unreachable(e);
            }
        }

        /** Before a connection is there, since a kept one would grow old; and again when nothing is left to wait for. */
        private void passGate() throws InterruptedIOException {
            doing = "waiting to be confirmed as a live worker; nothing was sent to ";
            gate.pass(cutoff);
        }

        private Connection connection() throws IOException {
            doing = "connecting to ";
            Endpoint endpoint = Endpoint.of(request, verdict.target());
            Optional<Connection> kept = idle.take(endpoint, verdict.addresses());
            return kept.isPresent() ? kept.get() : connector.open(endpoint, verdict, cutoff);
        }

        private ResponseReader.Response over(Connection connection, byte[] bytes) throws IOException, HttpException {
            doing = "sending to ";
            connection.send(bytes);
            doing = "waiting for an answer of ";
            ResponseReader reader = new ResponseReader(connection, maxResponseBytes);
            ResponseHead head = reader.head();
            doing = "reading the body of ";
            return reader.body(head);
        }

        private void give(Connection connection, boolean keep) {
            if (keep) {
                idle.keep(connection);
            } else {
                connection.close();
            }
        }

        private RunOutcome timedOut() {
            return new RunOutcome.TimedOut("the timeout of " + request.spec().timeout() + " s ended while " + doing
                    + verdict.target().hostAndPort());
        }

        private RunOutcome unreachable(Exception failure) {
            return new RunOutcome.Unreachable(FailureWords.of(failure, verdict.target()));
        }
    }
}
