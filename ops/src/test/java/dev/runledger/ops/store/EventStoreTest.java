package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is appended is read: from the tail, from the table, by stream and by position. */
class EventStoreTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final TestNode node = new TestNode(ledger);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void anEventIsReadAsItWasAppended() {
        append(event("a", 0, "größer", Map.of("actor", "me", "tries", 2)));
        DomainEventMessage<?> read = node.store.readEvents("a").next();
        assertThat(read.getPayload()).isEqualTo(new CounterEvent.Counted(0, "größer"));
        assertThat(read.getMetaData()).isEqualTo(MetaData.from(Map.of("actor", "me", "tries", 2)));
        assertThat(read.getTimestamp()).isEqualTo(NOON);
        assertThat(read.getType()).isEqualTo("Counter");
        assertThat(read.getSequenceNumber()).isZero();
    }

    @Test
    void anEventsIdentityIsItsStreamAndSequenceWhereverItIsRead() throws InterruptedException {
        append(event("a", 0), event("a", 1));
        List<TrackedEventMessage<?>> live = read(node, 0, 2);
        try (TestNode other = new TestNode(ledger)) {
            other.store.start();
            List<TrackedEventMessage<?>> stored = read(other, 0, 2);
            assertThat(live).map(TrackedEventMessage::getIdentifier).containsExactly("a/0", "a/1");
            assertThat(stored).map(TrackedEventMessage::getIdentifier).containsExactly("a/0", "a/1");
            assertThat(stored.getLast().getPayload()).isEqualTo(live.getLast().getPayload());
            assertThat(stored.getLast().getTimestamp()).isEqualTo(live.getLast().getTimestamp());
        }
    }

    @Test
    void whatIsReadAheadIsWhatIsReadUntilTheUnitOfWorkEnds() {
        append(event("last/a", 0), event("last/a", 1), event("last/b", 0), event("all/a", 0));
        UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
        node.store.readAhead(List.of("last/a", "last/b", "last/none", "all/a"));
        ledger.emptied();
        assertThat(sequences("last/a")).containsExactly(1L);
        assertThat(sequences("last/b")).containsExactly(0L);
        assertThat(sequences("last/none")).isEmpty();
        assertThat(sequences("all/a")).isEmpty();
        unit.rollback();
        assertThat(sequences("last/a")).isEmpty();
    }

    private List<Long> sequences(String stream) {
        return node.store
                .readEvents(stream)
                .asStream()
                .map(DomainEventMessage::getSequenceNumber)
                .collect(Collectors.toList());
    }

    @Test
    void anEventOfAMegabyteIsKeptWhole() {
        String note = "0123456789".repeat(150_000);
        append(event("a", 0, note, Map.of()));
        assertThat(node.store.readEvents("a").next().getPayload()).isEqualTo(new CounterEvent.Counted(0, note));
    }

    @Test
    void ofAStreamWhoseLastEventTellsAllOnlyThatIsRead() {
        append(event("last/a", 0), event("last/a", 1), event("last/a", 2));
        append(event("all/a", 0), event("all/a", 1));
        assertThat(node.store.readEvents("last/a").asStream())
                .map(DomainEventMessage::getSequenceNumber)
                .containsExactly(2L);
        assertThat(node.store.readEvents("all/a").asStream())
                .map(DomainEventMessage::getSequenceNumber)
                .containsExactly(0L, 1L);
        assertThat(node.store.readEvents("all/a", 1).asStream()).hasSize(1);
    }

    @Test
    void theLastSequenceOfAStreamIsKnown() {
        append(event("a", 0), event("a", 1));
        assertThat(node.store.lastSequenceNumberFor("a")).contains(1L);
        assertThat(node.store.lastSequenceNumberFor("nobody")).isEmpty();
    }

    @Test
    void aSequenceIsTakenOnce() {
        append(event("a", 0));
        assertThatThrownBy(() -> append(event("b", 0), event("a", 0))).isInstanceOf(ConcurrencyException.class);
        append(event("b", 0));
        assertThat(ledger.numbers("SELECT position FROM ledger.event ORDER BY 1"))
                .containsExactly(1L, 2L);
    }

    @Test
    void aTransactionReadsWhatItHasAppendedAndNobodyElseDoes() {
        inTransaction(() -> {
            node.store.publish(event("a", 0));
            assertThat(node.store.readEvents("a").hasNext()).isTrue();
            assertThat(ledger.events()).isZero();
            assertThat(node.store.head()).isZero();
        });
        assertThat(node.store.head()).isOne();
    }

    @Test
    void anEventWithoutAStreamIsRefused() {
        assertThatThrownBy(() -> inTransaction(
                        () -> node.store.publish(GenericEventMessage.asEventMessage(new CounterEvent.Opened("a")))))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("belongs to no stream");
    }

    @Test
    void anAppendOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> node.store.publish(event("a", 0)))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("in a transaction only");
    }

    @Test
    void snapshotsAreNotKept() {
        assertThatThrownBy(() -> node.store.storeSnapshot(event("a", 0))).isInstanceOf(EventStoreException.class);
    }

    @Test
    void anEventThisVersionDoesNotKnowIsNamed() {
        append(event("a", 0));
        ledger.execute("UPDATE ledger.event SET name = 'CounterVanished'");
        assertThatThrownBy(() -> node.store.readEvents("a"))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("CounterVanished");
    }

    @Test
    void anEmptyStoreHasNoHeadToken() {
        assertThat(node.store.createHeadToken()).isNull();
        assertThat(node.store.createTailToken()).isEqualTo(token(0));
    }

    @Test
    void theHeadTokenIsBehindTheLastEvent() {
        append(event("a", 0), event("a", 1));
        assertThat(node.store.createHeadToken()).isEqualTo(token(2));
    }

    @Test
    void aTokenOfAMomentStandsBeforeTheFirstEventSince() {
        IntStream.range(0, 20).forEach(i -> append(at(NOON.plusSeconds(i), "a", i)));
        assertThat(node.store.createTokenAt(NOON.minusSeconds(1))).isEqualTo(token(0));
        assertThat(node.store.createTokenAt(NOON.plusSeconds(7))).isEqualTo(token(7));
        assertThat(node.store.createTokenAt(NOON.plusSeconds(100))).isEqualTo(token(20));
    }

    @Test
    void deletedPositionsAreSkipped() throws InterruptedException {
        append(event("a", 0), event("b", 0), event("b", 1), event("a", 1), event("b", 2));
        ledger.execute("DELETE FROM ledger.event WHERE stream = 'b'");
        try (TestNode other = new TestNode(ledger);
                TrackingEventStream stream = other.store.openStream(null)) {
            other.store.start();
            assertThat(EventPage.position(stream.nextAvailable())).isEqualTo(1);
            assertThat(EventPage.position(stream.nextAvailable())).isEqualTo(4);
            assertThat(stream.hasNextAvailable(0, TimeUnit.SECONDS)).isFalse();
            assertThat(stream.peek()).isEmpty();
        }
    }

    @Test
    void theEngineStreamsAllThereIs() {
        IntStream.range(0, 30).forEach(i -> append(event("a", i)));
        EventStoreSettings small = new EventStoreSettings(0, 7, 50, Duration.ofSeconds(1));
        EventRows rows = new EventRows(TestNode.SERIALIZER, EventSeal.NONE, stream -> "Counter");
        EventQueries queries = new EventQueries(node.pool, rows, small, stream -> false);
        PostgresEventStorage engine = new PostgresEventStorage(
                node.pool, TestNode.SERIALIZER, EventSeal.NONE, queries, new EventTail(0, () -> {}));
        assertThat(engine.readEvents(token(3), false))
                .map(EventPage::position)
                .isEqualTo(LongStream.rangeClosed(4, 30).boxed().toList());
    }

    private void append(DomainEventMessage<?>... events) {
        inTransaction(() -> node.store.publish(events));
    }

    private void inTransaction(Runnable work) {
        node.transactions().executeInTransaction(work);
    }

    static List<TrackedEventMessage<?>> read(TestNode node, long after, int count) throws InterruptedException {
        try (TrackingEventStream stream = node.store.openStream(token(after))) {
            List<TrackedEventMessage<?>> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                events.add(stream.nextAvailable());
            }
            return events;
        }
    }

    private static GlobalSequenceTrackingToken token(long position) {
        return new GlobalSequenceTrackingToken(position);
    }

    private static DomainEventMessage<?> event(String stream, int sequence) {
        return event(stream, sequence, "", Map.of());
    }

    private static DomainEventMessage<?> event(String stream, int sequence, String note, Map<String, ?> metadata) {
        return new GenericDomainEventMessage<>(
                "Counter", stream, sequence, new CounterEvent.Counted(sequence, note), metadata, "any", NOON);
    }

    private static DomainEventMessage<?> at(Instant moment, String stream, int sequence) {
        return new GenericDomainEventMessage<>(
                "Counter", stream, sequence, new CounterEvent.Counted(1, ""), Map.of(), "any", moment);
    }
}
