package dev.runledger.ops.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes append, on a connection and a thread of its own. Notifications come at once; the head is also
 * polled, for those that are lost with a connection. What this node appended itself is no news to the tail.
 */
final class AppendListener implements AutoCloseable {

    static final String CHANNEL = "runledger_events";

    private static final Logger LOG = LoggerFactory.getLogger(AppendListener.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** How long a poll may take before the connection counts as lost, in milliseconds. */
    private static final int POLL_LIMIT = 10_000;

    /** How long one append may keep all others waiting by not sending its rows. */
    private static final Duration HELD_UP = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final EventTail tail;
    private final Duration poll;
    private final HungAppends hung = new HungAppends(HELD_UP);
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;
    private Duration pause = FIRST_PAUSE;
    private long polled;

    /** @param dataSource gives connections that may be kept for good: not a pool's */
    AppendListener(DataSource dataSource, EventTail tail, Duration poll) {
        this.dataSource = dataSource;
        this.tail = tail;
        this.poll = poll;
        this.thread = Thread.ofPlatform().name("append-listener").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns at once; the thread ends on its own. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        abort(connection);
    }

    private void run() {
        while (!closed) {
            try (Connection opened = dataSource.getConnection()) {
                connection = opened;
                listen(opened);
            } catch (SQLException | RuntimeException e) {
                pauseAfter(e);
            } finally {
                connection = null;
            }
        }
    }

    private void listen(Connection opened) throws SQLException {
        opened.setAutoCommit(true);
        opened.setNetworkTimeout(Runnable::run, POLL_LIMIT);
        PGConnection postgres = opened.unwrap(PGConnection.class);
        try (Statement statement = opened.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            while (!closed) {
                pollHead(statement);
                pause = FIRST_PAUSE;
                hear(postgres);
            }
        }
    }

    /** Notifications until the next poll is due. */
    private void hear(PGConnection postgres) throws SQLException {
        long due = System.nanoTime() + poll.toNanos();
        long left = poll.toMillis();
        while (left > 0 && !closed) {
            PGNotification[] heard = postgres.getNotifications((int) left);
            if (heard != null && heard.length > 0) {
                tail.heard(Long.parseLong(heard[heard.length - 1].getParameter()));
            }
            left = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
        }
    }

    /**
     * An append of this node that hides a position for a whole interval is hung, perhaps on a lost acknowledgement. Whatever
     * holds up all nodes shows in a head that stands still.
     */
    private void pollHead(Statement statement) throws SQLException {
        tail.insist(polled);
        long known = tail.head();
        try (ResultSet row = statement.executeQuery("SELECT last FROM ledger.head")) {
            row.next();
            long last = row.getLong(1);
            if (last == polled) {
                hung.end(statement.getConnection());
            }
            complainOfLostEvents(known, last);
            polled = last;
            tail.heard(last);
        }
    }

    /** What a committed position says was acted upon; nothing that this process remembers can be trusted any more. */
    private void complainOfLostEvents(long known, long last) {
        if (last < known && last != polled) {
            LOG.error(
                    "the database ends at position {}, but had committed up to {}: it has been set back, by a restore or by"
                            + " a fail-over to a standby that was behind; restart all nodes",
                    last,
                    known);
        }
    }

    private void pauseAfter(Exception failure) {
        if (closed) {
            return;
        }
        LOG.warn("not listening for other nodes' events ({}); tries again in {} ms", failure, pause.toMillis());
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            closed = true;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static void abort(@Nullable Connection opened) {
        if (opened == null) {
            return;
        }
        try {
            opened.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("the listening connection was closed already", e);
        }
    }
}
