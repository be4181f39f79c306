package dev.runledger.command.execution;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server on loopback that does to each connection what the test says, and remembers every byte it got. */
final class RawTarget implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** What happens on one connection; it is closed at the end. */
    @FunctionalInterface
    interface Script {
        void play(Peer peer) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final CountDownLatch closed = new CountDownLatch(1);

    RawTarget(Script script) throws IOException {
        this(script, ServerSocketFactory.getDefault());
    }

    RawTarget(Script script, ServerSocketFactory sockets) throws IOException {
        this(script, sockets, InetAddress.getLoopbackAddress());
    }

    RawTarget(Script script, ServerSocketFactory sockets, InetAddress address) throws IOException {
        this.script = script;
        this.server = sockets.createServerSocket(0, 4000, address);
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request of every connection alike. */
    static RawTarget answering(String response) throws IOException {
        return new RawTarget(peer -> {
            while (peer.request() != null) {
                peer.send(response);
            }
        });
    }

    /** Answers one request and closes. */
    static RawTarget once(String response) throws IOException {
        return new RawTarget(peer -> {
            peer.request();
            peer.send(response);
        });
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.play(new Peer(socket));
        } catch (IOException e) {
            // The caller hung up, which many tests are about.
        } finally {
            open.remove(socket);
            closed.countDown();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return url("target.example.net", path);
    }

    /** Under another name. */
    String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** The far end of one connection. */
    final class Peer {

        private final Socket socket;
        private final InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** The next request with its body, byte for byte; null at the end of the connection. */
        @Nullable
        String request() throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                text.append((char) next);
            }
            int at = text.indexOf("Content-Length: ");
            if (at >= 0) {
                int length = Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
                text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            }
            requests.add(text.toString());
            return text.toString();
        }

        /** The first TLS record, which is the greeting. */
        String greeting() throws IOException {
            byte[] header = in.readNBytes(5);
            int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
            String greeting = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            requests.add(greeting);
            return greeting;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Until the caller hangs up. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // Whatever it says.
            }
        }
    }
}
