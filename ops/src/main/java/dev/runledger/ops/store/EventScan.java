package dev.runledger.ops.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.postgresql.PGStatement;

/**
 * Reads long stretches of {@code ledger.event} in order, past the store and its memory of the newest events. Takes a connection
 * for itself; only {@link #decode} may be called by other threads.
 */
public final class EventScan {

    /** The first event always comes, however large; the next ones while all before them are within the bound. */
    private static final String PAGE = "SELECT position, stream, name, revision, payload FROM ("
            + "SELECT *, sum(octet_length(payload))"
            + " OVER (ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before"
            + " FROM (SELECT * FROM ledger.event WHERE position > ? AND position <= ? AND name = ANY (?)"
            + " ORDER BY position LIMIT ?) next) page WHERE before IS NULL OR before < ? ORDER BY position";

    private static final int PAGE_EVENTS = 5_000;
    private static final int PAGE_BYTES = 4 << 20;

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
        Array names = connection.createArrayOf("text", vocabulary.names().toArray());
        try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.unwrap(PGStatement.class).setPrepareThreshold(BINARY_FROM_THE_FIRST);
            select.setLong(2, upto);
            select.setArray(3, names);
            select.setInt(4, PAGE_EVENTS);
            select.setInt(5, PAGE_BYTES);
            OptionalLong next = OptionalLong.of(after);
            while (next.isPresent() && next.getAsLong() < upto) {
                select.setLong(1, next.getAsLong());
                next = hand(select, sink);
            }
        }
    }

    /** Tells the last position of a page that another may follow; after one that is not full, none does. */
    private static OptionalLong hand(PreparedStatement select, Sink sink) throws SQLException, InterruptedException {
        int events = 0;
        long bytes = 0;
        long last = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Stored event = new Stored(row);
                events++;
                bytes += event.bytes();
                last = event.position();
                sink.take(event);
            }
        }
        return events == PAGE_EVENTS || bytes >= PAGE_BYTES ? OptionalLong.of(last) : OptionalLong.empty();
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
