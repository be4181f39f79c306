package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/** An open connection to one peer, used by one run at a time. */
final class Connection {

    private static final int BUFFER = 8 * 1024;

    private final Endpoint endpoint;
    private final IpAddress peer;
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final SessionInputBufferImpl buffer =
            new SessionInputBufferImpl(new BasicHttpTransportMetrics(), BUFFER, BUFFER / 8, HeadLines.MAX_BYTES, null);
    private Cutoff cutoff;
    private long received;

    /** @param streams the channel's own socket, or the TLS socket laid over it */
    Connection(Endpoint endpoint, IpAddress peer, SocketChannel channel, Socket streams, Cutoff cutoff)
            throws IOException {
        this.endpoint = endpoint;
        this.peer = peer;
        this.channel = channel;
        this.cutoff = cutoff;
        this.in = new InTime(streams.getInputStream());
        this.out = streams.getOutputStream();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    IpAddress peer() {
        return peer;
    }

    /** Belongs to this run from now on, and ends with it. */
    void takeUp(Cutoff owner) {
        cutoff = owner;
        owner.during(this::close);
    }

    /** The only place where a request is written; nothing is ever written twice. */
    void send(byte[] request) throws IOException {
        cutoff.remainingMillis();
        out.write(request);
        out.flush();
    }

    SessionInputBufferImpl buffer() {
        return buffer;
    }

    InputStream in() {
        return in;
    }

    /** Bytes read so far, over all runs. */
    long received() {
        return received;
    }

    /**
     * Whether nothing that the peer sent is unread, as far as it has reached this process. A TLS record may hold more than
     * was asked of it: the rest waits between the channel and our buffer, where it would be taken for the next answer.
     */
    boolean isSilent() {
        try {
            return !buffer.hasBufferedData() && in.available() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether the peer still listens and owes nothing. Any byte that waits, be it the end of the stream or the late half
     * of some answer, means no.
     */
    boolean provedAlive() {
        try {
            channel.configureBlocking(false);
            boolean silent = isSilent() && channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return silent;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends what is going on without a farewell: a TLS one could block on a peer that does not read. */
    void close() {
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone, which was the aim.
        }
    }

    /** Gives each read what is left of the run's time. */
    private final class InTime extends InputStream {

        private final InputStream raw;

        InTime(InputStream raw) {
            this.raw = raw;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            channel.socket().setSoTimeout(cutoff.remainingMillis());
            int got = raw.read(target, offset, length);
            received += Math.max(0, got);
            return got;
        }

        @Override
        public int available() throws IOException {
            return raw.available();
        }
    }
}
