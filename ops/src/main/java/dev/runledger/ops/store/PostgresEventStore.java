package dev.runledger.ops.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.jspecify.annotations.Nullable;

/**
 * Axon's event store on PostgreSQL. Positions have no gaps and rise in the order of commits, on any number of nodes; the
 * newest events reach readers of this node as the objects that were appended.
 *
 * <p>{@link #start} begins to listen for other nodes' appends, {@link #close} ends that and all streams.
 */
public final class PostgresEventStore extends AbstractEventStore implements AutoCloseable {

    private final Parts parts;
    private final AppendListener listener;
    private final Set<TailStream> streams;
    private final ReentrantLock fetching = new ReentrantLock();

    /** What the store is wired from, built before Axon's constructor wants its engine. */
    private record Parts(EventTail tail, EventQueries queries, EventStoreSettings settings, Set<TailStream> streams) {}

    /**
     * @param pool connections for appends (those of Spring's transactions) and reads
     * @param direct one connection to keep for listening: not from a pool
     * @param seal how payloads lie on disk
     * @param typeOf the aggregate type that a stream belongs to
     * @param lastTellsAll whether a stream's last event is enough to know its state
     */
    public static PostgresEventStore over(
            DataSource pool,
            DataSource direct,
            NamedEventSerializer serializer,
            EventSeal seal,
            UnaryOperator<String> typeOf,
            Predicate<String> lastTellsAll,
            EventStoreSettings settings) {
        Set<TailStream> streams = ConcurrentHashMap.newKeySet();
        EventTail tail = new EventTail(settings.tailBytes(), () -> streams.forEach(TailStream::available));
        EventQueries queries = new EventQueries(pool, new EventRows(serializer, seal, typeOf), settings, lastTellsAll);
        Wiring wiring = new Wiring();
        wiring.storageEngine(new PostgresEventStorage(pool, serializer, seal, queries, tail));
        AppendListener listener = new AppendListener(direct, tail, settings.poll());
        return new PostgresEventStore(wiring, new Parts(tail, queries, settings, streams), listener);
    }

    private static final class Wiring extends AbstractEventStore.Builder {}

    private PostgresEventStore(Wiring wiring, Parts parts, AppendListener listener) {
        super(wiring);
        this.parts = parts;
        this.streams = parts.streams();
        this.listener = listener;
    }

    public void start() {
        listener.start();
    }

    @Override
    public void close() {
        listener.close();
        streams.forEach(TailStream::close);
    }

    /** The last position that readers on this node may have. */
    public long head() {
        return parts.tail().head();
    }

    /**
     * Reads in one round trip what the current unit of work will ask of streams whose last event tells all. For whoever has
     * locked out those who write to them: what is read counts until the unit ends.
     */
    public void readAhead(Collection<String> streams) {
        parts.queries().readAhead(streams);
    }

    @Override
    public TrackingEventStream openStream(@Nullable TrackingToken token) {
        long position = PostgresEventStorage.position(WrappedToken.unwrapLowerBound(token));
        TailStream stream = new TailStream(parts.tail(), this::page, position, streams::remove);
        streams.add(stream);
        return stream;
    }

    /** From the tail, or from the table; near the head one reader fetches and the others find it in the tail. */
    private EventPage page(long after) {
        EventTail tail = parts.tail();
        EventPage live = tail.after(after);
        if (live != null) {
            return live;
        }
        if (!tail.wants(after, parts.settings().pageEvents())) {
            return parts.queries().page(after, tail.head());
        }
        fetching.lock();
        try {
            EventPage fetched = tail.after(after);
            if (fetched == null) {
                fetched = parts.queries().page(after, tail.head());
                tail.offer(fetched);
            }
            return fetched;
        } finally {
            fetching.unlock();
        }
    }

    @Override
    public void publish(List<? extends EventMessage<?>> events) {
        super.publish(events);
        StagedEvents.add(events);
    }

    /** As Axon has it, but without searching all events of a large batch for each of its commands. */
    @Override
    protected Stream<? extends DomainEventMessage<?>> stagedDomainEventMessages(String stream) {
        return StagedEvents.of(stream);
    }
}
