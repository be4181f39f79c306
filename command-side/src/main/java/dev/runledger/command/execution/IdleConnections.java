package dev.runledger.command.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Kept-alive connections between two runs (API.md §9.1). One lock for all: it is held for a few map operations and never
 * over I/O, so it is no bottleneck at the rates of a whole node. How many calls are open at once is not decided here.
 */
final class IdleConnections implements AutoCloseable {

    /** A server that closes a connection after less than this is rare; later, a race with its closing becomes likely. */
    static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Idle ones at a time over all targets: each costs a file descriptor. */
    private static final int MAX_KEPT = 4096;

    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Endpoint, Deque<Idle>> byEndpoint = new HashMap<>();
    private int kept;

    /** @param since on the monotonic clock */
    private record Idle(Connection connection, long since) {}

    IdleConnections() {
        this(System::nanoTime);
    }

    IdleConnections(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** One to the endpoint whose peer is among these addresses, proved alive just now. */
    Optional<Connection> take(Endpoint endpoint, List<IpAddress> accepted) {
        Optional<Connection> candidate = candidate(endpoint, accepted);
        while (candidate.isPresent() && !candidate.get().provedAlive()) {
            candidate.get().close();
            candidate = candidate(endpoint, accepted);
        }
        return candidate;
    }

    private Optional<Connection> candidate(Endpoint endpoint, List<IpAddress> accepted) {
        long now = nanoClock.getAsLong();
        lock.lock();
        try {
            Deque<Idle> idle = byEndpoint.getOrDefault(endpoint, new ArrayDeque<>());
            Optional<Idle> found = idle.stream()
                    .filter(one -> now - one.since <= MAX_IDLE_NANOS)
                    .filter(one -> accepted.contains(one.connection.peer()))
                    .findFirst();
            found.ifPresent(one -> drop(endpoint, idle, one));
            return found.map(Idle::connection);
        } finally {
            lock.unlock();
        }
    }

    private void drop(Endpoint endpoint, Deque<Idle> idle, Idle one) {
        idle.remove(one);
        kept--;
        if (idle.isEmpty()) {
            byEndpoint.remove(endpoint);
        }
    }

    /** The connection must owe nothing; the latest kept is the first taken, so that a burst's surplus grows old. */
    void keep(Connection connection) {
        lock.lock();
        try {
            if (kept < MAX_KEPT) {
                byEndpoint
                        .computeIfAbsent(connection.endpoint(), endpoint -> new ArrayDeque<>())
                        .addFirst(new Idle(connection, nanoClock.getAsLong()));
                kept++;
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }

    /** Closes those that nobody may take any more. */
    void sweep() {
        long now = nanoClock.getAsLong();
        removeIdleSince(now - MAX_IDLE_NANOS).forEach(Connection::close);
    }

    private List<Connection> removeIdleSince(long limit) {
        List<Connection> old = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Deque<Idle>> all = byEndpoint.values().iterator(); all.hasNext(); ) {
                Deque<Idle> idle = all.next();
                while (!idle.isEmpty() && idle.getLast().since - limit < 0) {
                    old.add(idle.removeLast().connection);
                }
                if (idle.isEmpty()) {
                    all.remove();
                }
            }
            kept -= old.size();
        } finally {
            lock.unlock();
        }
        return old;
    }

    int size() {
        lock.lock();
        try {
            return kept;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        removeIdleSince(nanoClock.getAsLong() + 1).forEach(Connection::close);
    }
}
