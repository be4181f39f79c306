package dev.runledger.ops.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client's connection to a server on this machine, kept alive as long as the server likes. For one thread at a time. */
final class HttpConnection implements AutoCloseable {

    private final int port;
    private final String headers;
    private @Nullable Open open;

    private record Open(Socket socket, HttpReader in, OutputStream out) {}

    /** @param headers sent with every request, each line with its end */
    HttpConnection(int port, String headers) {
        this.port = port;
        this.headers = headers;
    }

    /** Asks without a body and waits for the answer's. */
    String ask(String method, String path) throws IOException {
        Open connection = connected();
        String request =
                method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Length: 0\r\n\r\n";
        connection.out().write(request.getBytes(StandardCharsets.ISO_8859_1));
        connection.out().flush();
        HttpReader.Head head =
                connection.in().head().orElseThrow(() -> new IOException(method + " " + path + " was not answered"));
        String body = new String(connection.in().body(head), StandardCharsets.UTF_8);
        if (head.header("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
            close();
        }
        if (!head.word(1).startsWith("2")) {
            throw new IOException(method + " " + path + " was answered with " + head.word(1) + ": " + body);
        }
        return body;
    }

    private Open connected() throws IOException {
        Open connection = open;
        if (connection == null) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            connection = new Open(
                    socket,
                    new HttpReader(socket.getInputStream()),
                    new BufferedOutputStream(socket.getOutputStream()));
            open = connection;
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.socket().close();
            open = null;
        }
    }
}
