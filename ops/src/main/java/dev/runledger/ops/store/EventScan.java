package dev.runledger.ops.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/**
 * Reads long stretches of {@code ledger.event} in order, past the store and its memory of the newest events. Takes a connection
 * for itself; only {@link #decode} may be called by other threads.
 */
public final class EventScan {

    private static final String RANGE = "SELECT position, stream, name, revision, payload FROM ledger.event"
            + " WHERE position > ? AND position <= ? AND name = ANY (?) ORDER BY position";

    /** Positions per transaction: one that reads for hours would keep dead rows of the busiest tables from being cleaned away. */
    private static final long STEP = 50_000;

    /** Rows that the driver holds at a time; each may have bodies of some 100 KB. */
    private static final int FETCHED = 500;

    /** Has the driver ask for binary values at once: a payload in hexadecimal is twice as long. */
    private static final int BINARY_FROM_THE_FIRST = -1;

    private final Connection connection;
    private final NamedEventSerializer vocabulary;

    /** An event as it lies on disk. */
    public static final class Stored {

        private final long position;
        private final String stream;
        private final String name;
        private final int revision;
        private final byte[] payload;

        private Stored(ResultSet row) throws SQLException {
            this.position = row.getLong(1);
            this.stream = row.getString(2);
            this.name = row.getString(3);
            this.revision = row.getInt(4);
            this.payload = row.getBytes(5);
        }

        public long position() {
            return position;
        }

        public String stream() {
            return stream;
        }

        /** What its payload takes, in bytes. */
        public int bytes() {
            return payload.length;
        }
    }

    /** Takes events in the order of their positions, in the thread that reads. */
    @FunctionalInterface
    public interface Sink {
        void take(Stored event) throws InterruptedException;
    }

    /**
     * @param connection used by nobody else from now on; whoever opened it closes it
     * @param vocabulary which events are read; all others are passed over
     */
    public EventScan(Connection connection, NamedEventSerializer vocabulary) {
        this.connection = connection;
        this.vocabulary = vocabulary;
    }

    /** Every event of the vocabulary after one position and up to another, both of which have to be committed. */
    public void read(long after, long upto, Sink sink) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        Array names = connection.createArrayOf("text", vocabulary.names().toArray());
        try (PreparedStatement select = connection.prepareStatement(RANGE)) {
            select.unwrap(PGStatement.class).setPrepareThreshold(BINARY_FROM_THE_FIRST);
            select.setFetchSize(FETCHED);
            select.setArray(3, names);
            for (long from = after; from < upto; from = Math.min(upto, from + STEP)) {
                select.setLong(1, from);
                select.setLong(2, Math.min(upto, from + STEP));
                hand(select, sink);
                connection.commit();
            }
        }
    }

    private static void hand(PreparedStatement select, Sink sink) throws SQLException, InterruptedException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                sink.take(new Stored(row));
            }
        }
    }

    /**
     * The event itself.
     *
     * @throws UnknownEventException if this version cannot read it
     */
    public Object decode(Stored event) {
        return vocabulary.read(event.name, event.revision, event.payload);
    }
}
