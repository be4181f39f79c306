package dev.runledger.ops.store;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.WipeEvent;
import dev.runledger.kernel.secret.MissingKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends to {@code ledger.event} and reads it. An append takes its positions from {@code ledger.head}, whose row stays
 * locked until the commit: whoever sees a position can see all before it. Keeps no snapshots: runs are short, and a job's
 * last event tells all.
 */
final class PostgresEventStorage implements EventStorageEngine {

    /**
     * In the same round trip tells the other nodes, which PostgreSQL does when the transaction commits, lifts the limit on
     * statements for what is left of it, and asks whether a wipe has ended one of the accounts' lives. A commit that waits for a
     * standby would heed the limit by being confirmed without it. What is asked is answered when the head is locked, so no wipe can
     * commit between the answer and this commit.
     */
    private static final String TAKE_POSITIONS = "UPDATE ledger.head SET last = last + ? RETURNING last, pg_notify('"
            + AppendListener.CHANNEL + "', last::text), set_config('statement_timeout', '0', true),"
            + " ledger.ended(?::text[], ?::int[])";

    private final DataSource dataSource;
    private final NamedEventSerializer serializer;
    private final EventSeal seal;
    private final EventQueries queries;
    private final EventTail tail;

    PostgresEventStorage(
            DataSource dataSource,
            NamedEventSerializer serializer,
            EventSeal seal,
            EventQueries queries,
            EventTail tail) {
        this.dataSource = dataSource;
        this.serializer = serializer;
        this.seal = seal;
        this.queries = queries;
        this.tail = tail;
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new EventStoreException("events are appended in a transaction only, and there is none");
        }
        List<DomainEventMessage<?>> rows = ofStreams(events);
        EventCopy copy = copied(rows);
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            append(connection, rows, copy);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /** @throws Refused if there is no key to seal with any more, because a wipe has ended the account's life */
    private EventCopy copied(List<DomainEventMessage<?>> rows) {
        try {
            return EventCopy.of(rows, serializer, seal);
        } catch (MissingKey e) {
            throw queries.ended(lives(rows))
                    .<RuntimeException>map(life -> new Refused(new Refusal.AccountWiped(life)))
                    .orElse(e);
        }
    }

    private void append(Connection connection, List<DomainEventMessage<?>> rows, EventCopy copy) throws SQLException {
        long after = takePositions(connection, rows) - rows.size();
        TransactionSynchronizationManager.registerSynchronization(
                new Publication(tail.begin(after), after, rows, copy.size()));
        copy.number(after + 1);
        copy.send(connection);
    }

    /** @throws Refused if one of the streams is of a life that a wipe has ended; of all events then none may be kept */
    private static long takePositions(Connection connection, List<DomainEventMessage<?>> rows) throws SQLException {
        List<AccountId> lives = lives(rows);
        try (PreparedStatement update = connection.prepareStatement(TAKE_POSITIONS)) {
            update.setInt(1, rows.size());
            EventQueries.bind(update, 2, lives);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    throw new EventStoreException("ledger.head has lost its row; no event can be appended");
                }
                String ended = row.getString(4);
                if (ended != null) {
                    throw new Refused(new Refusal.AccountWiped(AccountId.parse(ended)));
                }
                return row.getLong(1);
            }
        }
    }

    /** Each once; mostly there is one. The receipt of a wipe is stored when its account's life has ended. */
    private static List<AccountId> lives(List<DomainEventMessage<?>> rows) {
        Set<String> prefixes = new HashSet<>();
        for (DomainEventMessage<?> row : rows) {
            String stream = row.getAggregateIdentifier();
            int end = stream.indexOf('/');
            if (end > 0 && !WipeEvent.names(stream)) {
                prefixes.add(stream.substring(0, end));
            }
        }
        return prefixes.stream().map(AccountId::find).flatMap(Optional::stream).toList();
    }

    private static List<DomainEventMessage<?>> ofStreams(List<? extends EventMessage<?>> events) {
        List<DomainEventMessage<?>> rows = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) {
            if (!(event instanceof DomainEventMessage<?> row)) {
                throw new EventStoreException(event.getPayloadType().getName() + " belongs to no stream; only the"
                        + " events of a stream are kept");
            }
            rows.add(row);
        }
        return rows;
    }

    private static RuntimeException failure(SQLException e) {
        return PSQLState.UNIQUE_VIOLATION.getState().equals(e.getSQLState())
                ? new ConcurrencyException("another command has appended to one of these streams meanwhile", e)
                : new EventStoreException("events cannot be appended", e);
    }

    /** Puts the events where readers find them, once the transaction is committed. */
    private final class Publication implements TransactionSynchronization {

        private final EventTail.Append append;
        private final long after;
        private final List<DomainEventMessage<?>> events;
        private final long bytes;

        Publication(EventTail.Append append, long after, List<DomainEventMessage<?>> events, long bytes) {
            this.append = append;
            this.after = after;
            this.events = events;
            this.bytes = bytes;
        }

        @Override
        public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) {
                tail.publish(append, page());
            } else {
                tail.drop(append);
            }
        }

        private EventPage page() {
            List<TrackedEventMessage<?>> live = new ArrayList<>(events.size());
            for (DomainEventMessage<?> event : events) {
                live.add(EventRows.live(after + 1 + live.size(), event));
            }
            return new EventPage(after, after + live.size(), live, bytes);
        }
    }

    @Override
    public DomainEventStream readEvents(String stream, long firstSequence) {
        return DomainEventStream.of(queries.stream(stream, firstSequence));
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        long head = queries.head();
        return Stream.iterate(
                        queries.page(position(token), head),
                        page -> !page.events().isEmpty(),
                        page -> queries.page(page.upto(), head))
                .flatMap(page -> page.events().stream());
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String stream) {
        return queries.lastSequence(stream);
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        throw new EventStoreException("this event store keeps no snapshots");
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        return Optional.empty();
    }

    @Override
    public TrackingToken createTailToken() {
        return new GlobalSequenceTrackingToken(0);
    }

    @Override
    public @Nullable TrackingToken createHeadToken() {
        long head = queries.head();
        return head == 0 ? null : new GlobalSequenceTrackingToken(head);
    }

    /** With no event at or after the moment, the head. */
    @Override
    public TrackingToken createTokenAt(Instant moment) {
        return new GlobalSequenceTrackingToken(queries.before(moment));
    }

    /** The position up to which a token has read. */
    static long position(@Nullable TrackingToken token) {
        return token == null ? 0 : token.position().orElse(0);
    }
}
