package dev.runledger.command.execution;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;

/** Opens connections to addresses that were judged, and to no others. Never asks DNS, never uses a proxy. */
final class Connector {

    /** A name may have thousands of addresses, and a run must not knock at all of them on its author's behalf. */
    static final int MAX_TRIES = 16;

    private final TlsClients tls;

    Connector(TlsClients tls) {
        this.tls = tls;
    }

    /** Tries the addresses in order, the next only if no connection came about. A failed handshake is final. */
    Connection open(Endpoint endpoint, Verdict.Accepted verdict, Cutoff cutoff) throws IOException {
        List<IpAddress> addresses =
                verdict.addresses().stream().limit(MAX_TRIES).toList();
        IOException latest = new ConnectException("no address");
        for (int i = 0; i < addresses.size(); i++) {
            SocketChannel channel = SocketChannel.open();
            cutoff.during(() -> Connection.close(channel));
            try {
                connect(channel, addresses.get(i), endpoint.port(), cutoff.remainingMillis() / (addresses.size() - i));
            } catch (IOException e) {
                Connection.close(channel);
                latest = e;
                continue;
            }
            return secured(channel, endpoint, verdict.target(), addresses.get(i), cutoff);
        }
        throw latest;
    }

    /** @param millis this address's share of the time, so that a silent one leaves some for the next */
    private static void connect(SocketChannel channel, IpAddress address, int port, int millis) throws IOException {
        InetSocketAddress peer = new InetSocketAddress(address.inet(), port);
        try {
            channel.socket().connect(peer, Math.max(1, millis));
        } catch (UnsupportedAddressTypeException e) {
            throw new ConnectException("this machine does not speak IPv" + (address.v6() ? 6 : 4));
        }
        if (!peer.equals(channel.getRemoteAddress())) {
            throw new ConnectException("the connection led elsewhere");
        }
        channel.socket().setTcpNoDelay(true);
    }

    private Connection secured(
            SocketChannel channel, Endpoint endpoint, TargetUrl target, IpAddress address, Cutoff cutoff)
            throws IOException {
        try {
            Socket streams = channel.socket();
            if (endpoint.tls() != null) {
                streams.setSoTimeout(cutoff.remainingMillis());
                streams = tls.secure(streams, target, endpoint.tls());
            }
            return new Connection(endpoint, address, channel, streams, cutoff);
        } catch (IOException | RuntimeException e) {
            Connection.close(channel);
            throw e;
        }
    }
}
