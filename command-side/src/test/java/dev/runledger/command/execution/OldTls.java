package dev.runledger.command.execution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/** Server sockets that speak nothing newer than TLS 1.1. */
final class OldTls extends ServerSocketFactory {

    private final SSLServerSocketFactory sockets;

    OldTls(SSLServerSocketFactory sockets) {
        this.sockets = sockets;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return old(sockets.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return old(sockets.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return old(sockets.createServerSocket(port, backlog, address));
    }

    private static ServerSocket old(ServerSocket socket) {
        ((SSLServerSocket) socket).setEnabledProtocols(new String[] {"TLSv1.1"});
        return socket;
    }
}
