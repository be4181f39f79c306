package dev.runledger.ops.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * What has been started and has to be stopped, the latest first. A stop that comes while something starts waits for it, so
 * that nothing is ever left behind. Safe for all threads.
 */
final class Teardown implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile boolean closed;

    /** @throws CancellationException if everything was stopped already */
    synchronized <T extends AutoCloseable> T keep(Callable<T> start) throws Exception {
        if (closed) {
            throw new CancellationException("stopped");
        }
        T thing = start.call();
        started.push(thing);
        return thing;
    }

    boolean isClosed() {
        return closed;
    }

    /** Harmless when repeated. One thing that does not stop in order keeps no other from being stopped. */
    @Override
    public void close() {
        closed = true;
        closeAll();
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("Stopping did not go smoothly: " + e);
            }
        }
    }
}
