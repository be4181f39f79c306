package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.FrontendMessages.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way of one node to the database. It can cut all connections, let nothing pass for a while, and cut a connection at a COMMIT.
 * Safe for all threads.
 */
final class PgProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final ServerSocket entrance;
    private final int databasePort;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private boolean stalled;
    private CommitCut armed = new CommitCut(0, true, true);
    private long cutCommits;

    /** @param left how many COMMITs are still to be cut */
    private record CommitCut(int left, boolean reached, boolean storing) {

        boolean meets(Asked asked) {
            return left > 0 && asked.compareTo(storing ? Asked.COMMIT_OF_EVENTS : Asked.COMMIT) >= 0;
        }
    }

    /** What is to become of a piece that the client sent. */
    private enum Passage {
        PASS,
        CUT_BEFORE,
        LOSE_ANSWER
    }

    private PgProxy(ServerSocket entrance, int databasePort) {
        this.entrance = entrance;
        this.databasePort = databasePort;
    }

    static PgProxy to(int databasePort) throws IOException {
        PgProxy proxy = new PgProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), databasePort);
        Thread.ofVirtual().name("proxy").start(proxy::serve);
        return proxy;
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void serve() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // Closed, which ends the loop.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            await();
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), databasePort), 5_000);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            Way way = new Way(client, server);
            ways.add(way);
            way.open();
        } catch (IOException | InterruptedException e) {
            reset(client);
            reset(server);
        }
    }

    /** Resets every connection there is. */
    void cut() {
        ways.forEach(Way::cut);
    }

    synchronized void stall(boolean stall) {
        stalled = stall;
        notifyAll();
    }

    /**
     * The next COMMITs are cut.
     *
     * @param reached whether the database gets it, and only the answer is lost
     * @param storing whether only transactions that stored events count
     */
    synchronized void cutCommits(int commits, boolean reached, boolean storing) {
        armed = new CommitCut(commits, reached, storing);
    }

    /** How many it has cut. */
    synchronized long cutCommits() {
        return cutCommits;
    }

    private synchronized void await() throws InterruptedException {
        while (stalled) {
            wait();
        }
    }

    private synchronized Passage passage(Asked asked) {
        if (!armed.meets(asked)) {
            return Passage.PASS;
        }
        armed = new CommitCut(armed.left() - 1, armed.reached(), armed.storing());
        cutCommits++;
        return armed.reached() ? Passage.LOSE_ANSWER : Passage.CUT_BEFORE;
    }

    /** With RST instead of FIN, as a machine that is gone would answer. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        stall(false);
        cut();
    }

    /** One connection, as two streams of bytes. */
    private final class Way {

        private final Socket client;
        private final Socket server;
        private final FrontendMessages messages = new FrontendMessages();
        private volatile boolean answerIsLost;

        Way(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void open() {
            Thread.ofVirtual().start(this::toServer);
            Thread.ofVirtual().start(this::toClient);
        }

        private void toServer() {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    await();
                    Passage passage = passage(messages.take(buffer, count));
                    if (passage == Passage.CUT_BEFORE) {
                        break;
                    }
                    // Set before the database can answer.
                    answerIsLost |= passage == Passage.LOSE_ANSWER;
                    out.write(buffer, 0, count);
                }
            } catch (IOException | InterruptedException e) {
                // Broken off by either side.
            }
            cut();
        }

        private void toClient() {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    await();
                    // The first answer after a COMMIT says that it is done.
                    if (answerIsLost) {
                        break;
                    }
                    out.write(buffer, 0, count);
                }
            } catch (IOException | InterruptedException e) {
                // Broken off by either side.
            }
            cut();
        }

        void cut() {
            ways.remove(this);
            List.of(client, server).forEach(PgProxy::reset);
        }
    }
}
