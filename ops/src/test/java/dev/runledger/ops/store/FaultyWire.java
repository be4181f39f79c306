package dev.runledger.ops.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A wire to PostgreSQL that goes wrong when it is told to: it breaks, falls silent, or fails a statement of the client's in one
 * of the ways that matter. It understands as much of the protocol as that takes.
 */
public final class FaultyWire implements AutoCloseable {

    /** The end of the rows of a {@code COPY}, as if it were a statement. */
    public static final String END_OF_ROWS = "(end of rows)";

    /** What becomes of the next statement that begins as told. */
    public sealed interface Fault {

        /** The connection breaks; the server never hears the statement. */
        record NeverArrives() implements Fault {}

        /** The server carries the statement out; the connection breaks before its answer is through. */
        record AnswerIsLost() implements Fault {}

        /** The wire falls silent: the server never hears the statement, and nobody hears anything any more. */
        record Silence() implements Fault {}

        /** The statement is let through; what goes wrong is the commit of its transaction. */
        record AtItsCommit(Fault fault) implements Fault {}

        /** The client is told this state by the server, which has rolled back. */
        record Fails(String sqlState) implements Fault {}
    }

    /** A fault that waits for its statement. */
    private record Trap(String statement, AtomicInteger before, Fault fault) {}

    private final ServerSocket entrance;
    private final String server;
    private final int serverPort;
    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private final AtomicInteger sprung = new AtomicInteger();
    private volatile boolean cut;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    private FaultyWire(ServerSocket entrance, String server, int serverPort) {
        this.entrance = entrance;
        this.server = server;
        this.serverPort = serverPort;
    }

    /** @param url the JDBC address of what is at the other end */
    public static FaultyWire to(String url) {
        URI address = URI.create(url.substring("jdbc:".length()));
        try {
            ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            FaultyWire wire = new FaultyWire(entrance, address.getHost(), address.getPort());
            Thread.ofVirtual().start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same address, by way of this wire. */
    public String url(String direct) {
        return direct.replace(server + ":" + serverPort, "127.0.0.1:" + entrance.getLocalPort());
    }

    /** Breaks all connections and lets no new one through. */
    public void cut() {
        cut = true;
        connections.forEach(WireConnection::close);
    }

    /** From now on nothing comes through, in either direction, and nothing breaks. */
    public void fallSilent() {
        silence = new CountDownLatch(1);
    }

    /** As good as new. */
    public void mend() {
        cut = false;
        trap.set(null);
        silence.countDown();
    }

    /** Lets the next statement that begins so go wrong. */
    public void set(String statement, Fault fault) {
        set(statement, 0, fault);
    }

    /** @param before how many statements that begin so get through before */
    public void set(String statement, int before, Fault fault) {
        trap.set(new Trap(statement, new AtomicInteger(before), fault));
    }

    /** How many faults have happened. */
    public int faults() {
        return sprung.get();
    }

    /** The fault for a statement, once. */
    @Nullable
    Fault faultFor(String statement) {
        Trap set = trap.get();
        if (set == null
                || !statement.startsWith(set.statement())
                || set.before().getAndDecrement() != 0) {
            return null;
        }
        sprung.incrementAndGet();
        return set.fault();
    }

    void awaitSound() throws InterruptedException {
        silence.await();
    }

    void forget(WireConnection connection) {
        connections.remove(connection);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException closed) {
                // Either the test is over, or the server is away: then the client finds itself cut off.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            WireConnection connection = new WireConnection(this, client, new Socket(server, serverPort));
            connections.add(connection);
            connection.start();
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        mend();
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
