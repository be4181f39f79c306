package dev.runledger.ops.store;

import dev.runledger.kernel.AccountId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** What is read from {@code ledger.event} and {@code ledger.head}. A stream is read in the transaction, if there is one. */
final class EventQueries {

    private static final String ALL =
            "SELECT " + EventRows.COLUMNS + " FROM ledger.event WHERE stream = ? AND sequence >= ? ORDER BY sequence";

    private static final String LAST = ALL + " DESC LIMIT 1";

    private static final String LAST_OF_EACH =
            "SELECT " + EventRows.COLUMNS + " FROM unnest(?::text[]) AS asked (name_asked)"
                    + " CROSS JOIN LATERAL (SELECT * FROM ledger.event WHERE stream = name_asked"
                    + " ORDER BY sequence DESC LIMIT 1) last";

    /** The first event of a page always comes, however large; the next ones while all before them are within the bound. */
    private static final String PAGE = "SELECT " + EventRows.COLUMNS + ", size FROM ("
            + "SELECT *, octet_length(payload) AS size, sum(octet_length(payload))"
            + " OVER (ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before"
            + " FROM (SELECT * FROM ledger.event WHERE position > ? ORDER BY position LIMIT ?) next) page"
            + " WHERE before IS NULL OR before < ? ORDER BY position";

    /** What an event takes besides its payload, in bytes, about. */
    private static final int ROW_OVERHEAD = 128;

    private final DataSource dataSource;
    private final EventRows rows;
    private final EventStoreSettings settings;
    private final Predicate<String> lastTellsAll;

    EventQueries(DataSource dataSource, EventRows rows, EventStoreSettings settings, Predicate<String> lastTellsAll) {
        this.dataSource = dataSource;
        this.rows = rows;
        this.settings = settings;
        this.lastTellsAll = lastTellsAll;
    }

    /**
     * Of those among the streams whose last event tells all, what {@link #stream} will answer in this unit of work. A single one
     * is not worth it: it is read when it is asked for.
     */
    void readAhead(Collection<String> streams) {
        Object[] asked = streams.stream().filter(lastTellsAll).toArray();
        if (asked.length < 2) {
            return;
        }
        ReadAhead.keep(inTransaction(asked.length + " streams", connection -> {
            try (PreparedStatement select = connection.prepareStatement(LAST_OF_EACH)) {
                select.setArray(1, connection.createArrayOf("text", asked));
                return events(select);
            }
        }));
    }

    /** The events of a stream; of one whose last event tells all, only that. */
    List<DomainEventMessage<?>> stream(String stream, long firstSequence) {
        DomainEventMessage<?> known = ReadAhead.of(stream);
        if (known != null && known.getSequenceNumber() >= firstSequence) {
            return List.of(known);
        }
        return inTransaction("stream " + stream, connection -> {
            String sql = lastTellsAll.test(stream) ? LAST : ALL;
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, stream);
                select.setInt(2, Math.toIntExact(firstSequence));
                return events(select);
            }
        });
    }

    private List<DomainEventMessage<?>> events(PreparedStatement select) throws SQLException {
        List<DomainEventMessage<?>> events = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                events.add(rows.event(row));
            }
        }
        return events;
    }

    Optional<Long> lastSequence(String stream) {
        String sql = "SELECT max(sequence)::bigint FROM ledger.event WHERE stream = ?";
        return inTransaction("stream " + stream, connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, stream);
                OptionalLong last = number(select);
                return last.isPresent() ? Optional.of(last.getAsLong()) : Optional.empty();
            }
        });
    }

    /**
     * The events after a position, with a snapshot of its own: what is committed when it is called is seen.
     *
     * @param head a position known to be committed; a page that ends before its limit covers at least that
     */
    EventPage page(long after, long head) {
        return alone("events after " + after, connection -> {
            try (PreparedStatement select = connection.prepareStatement(PAGE)) {
                select.setLong(1, after);
                select.setInt(2, settings.pageEvents());
                select.setLong(3, settings.pageBytes());
                try (ResultSet row = select.executeQuery()) {
                    return page(after, head, row);
                }
            }
        });
    }

    private EventPage page(long after, long head, ResultSet row) throws SQLException {
        List<TrackedEventMessage<?>> events = new ArrayList<>();
        long payloads = 0;
        while (row.next()) {
            events.add(rows.tracked(row));
            payloads += row.getInt("size");
        }
        long last = events.isEmpty() ? after : EventPage.position(events.getLast());
        boolean full = events.size() >= settings.pageEvents() || payloads >= settings.pageBytes();
        return new EventPage(
                after, full ? last : Math.max(last, head), events, payloads + (long) ROW_OVERHEAD * events.size());
    }

    /** The first of these lives that a wipe has ended. */
    Optional<AccountId> ended(List<AccountId> lives) {
        return inTransaction("what was wiped", connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT ledger.ended(?::text[], ?::int[])")) {
                bind(select, 1, lives);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.ofNullable(row.getString(1)).map(AccountId::parse) : Optional.empty();
                }
            }
        });
    }

    /** Names and epochs, as two parameters in a row. */
    static void bind(PreparedStatement statement, int first, List<AccountId> lives) throws SQLException {
        Connection connection = statement.getConnection();
        Object[] names = lives.stream().map(AccountId::name).toArray();
        Object[] epochs = lives.stream().map(AccountId::epoch).toArray();
        statement.setArray(first, connection.createArrayOf("text", names));
        statement.setArray(first + 1, connection.createArrayOf("int4", epochs));
    }

    /** The last committed position, 0 before the first event. */
    long head() {
        return alone("the head", connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT last FROM ledger.head")) {
                return number(select).orElse(0);
            }
        });
    }

    /** The last position before a moment: found by halving, as moments rise with positions but for a clock's error. */
    long before(Instant moment) {
        String sql = "SELECT recorded_at FROM ledger.event WHERE position >= ? ORDER BY position LIMIT 1";
        long millis = moment.toEpochMilli();
        long low = 1;
        long high = head() + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            OptionalLong recordedAt = alone("position " + middle, connection -> {
                try (PreparedStatement select = connection.prepareStatement(sql)) {
                    select.setLong(1, middle);
                    return number(select);
                }
            });
            if (recordedAt.orElse(Long.MAX_VALUE) >= millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    private static OptionalLong number(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return OptionalLong.empty();
            }
            long number = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(String what, Query<T> query) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return query.run(connection);
        } catch (SQLException e) {
            throw new EventStoreException(what + " cannot be read", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private <T> T alone(String what, Query<T> query) {
        try (Connection connection = dataSource.getConnection()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw new EventStoreException(what + " cannot be read", e);
        }
    }
}
