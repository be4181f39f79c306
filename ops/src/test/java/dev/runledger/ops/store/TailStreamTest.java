package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TailStreamTest {

    private static final EventStoreSettings HARDLY_POLLS =
            new EventStoreSettings(32 << 20, 1000, 4 << 20, Duration.ofMinutes(5));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final TestNode node =
            new TestNode(ledger, HARDLY_POLLS, batch -> {}, GroupCommitSettings.DEFAULTS).started();

    @BeforeEach
    void open() {
        node.send(new CounterCommand.Open("a"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void peekingDoesNotMove() throws InterruptedException {
        try (TrackingEventStream stream = node.store.openStream(null)) {
            assertThat(stream.peek().map(EventPage::position)).contains(1L);
            assertThat(stream.nextAvailable().getPayload()).isEqualTo(new CounterEvent.Opened("a"));
            assertThat(stream.peek()).isEmpty();
        }
    }

    @Test
    void onTheNodeThatAppendedItAnEventIsTheVeryObject() throws InterruptedException {
        try (TrackingEventStream one = node.store.openStream(null);
                TrackingEventStream other = node.store.openStream(null)) {
            assertThat(one.nextAvailable()).isSameAs(other.nextAvailable());
        }
    }

    @Test
    void aStreamOpensWhereItsTokenStands() throws InterruptedException {
        node.send(new CounterCommand.Count("a", 1));
        GlobalSequenceTrackingToken first = new GlobalSequenceTrackingToken(1);
        try (TrackingEventStream plain = node.store.openStream(first);
                TrackingEventStream replaying = node.store.openStream(
                        ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(2), first))) {
            assertThat(EventPage.position(plain.nextAvailable())).isEqualTo(2);
            assertThat(EventPage.position(replaying.nextAvailable())).isEqualTo(2);
        }
    }

    @Test
    void aWaitingReaderIsWokenByAnAppend() {
        try (TrackingEventStream stream = node.store.openStream(new GlobalSequenceTrackingToken(1))) {
            CompletableFuture<TrackedEventMessage<?>> next = next(stream);
            node.send(new CounterCommand.Count("a", 1));
            assertThat(next).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void anotherNodesAppendWakesAReaderWithoutAnyPoll() {
        try (TestNode other = new TestNode(ledger, HARDLY_POLLS, batch -> {}, GroupCommitSettings.DEFAULTS).started();
                TrackingEventStream stream = other.store.openStream(new GlobalSequenceTrackingToken(1))) {
            Awaitility.await().until(() -> other.store.head() == 1);
            CompletableFuture<TrackedEventMessage<?>> next = next(stream);
            node.send(new CounterCommand.Count("a", 7));
            assertThat(next)
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(event -> assertThat(event.getPayload()).isEqualTo(new CounterEvent.Counted(7, "")));
        }
    }

    @Test
    void theHeadIsPolledInCaseNobodyTellsOfIt() {
        EventStoreSettings polls = new EventStoreSettings(0, 1000, 4 << 20, Duration.ofMillis(50));
        try (TestNode other = new TestNode(ledger, polls, batch -> {}, GroupCommitSettings.DEFAULTS).started()) {
            ledger.execute("INSERT INTO ledger.event SELECT 2, 'b', 0, name, revision, recorded_at, payload, metadata"
                    + " FROM ledger.event WHERE position = 1");
            ledger.execute("UPDATE ledger.head SET last = 2");
            Awaitility.await().until(() -> other.store.head() == 2);
        }
    }

    @Test
    void aListenerThatLostItsConnectionListensAgain() {
        try (TestNode other = new TestNode(ledger, HARDLY_POLLS, batch -> {}, GroupCommitSettings.DEFAULTS).started()) {
            Awaitility.await().until(() -> other.store.head() == 1);
            ledger.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT last%') AND pid <> pg_backend_pid()");
            node.send(new CounterCommand.Count("a", 1));
            Awaitility.await().until(() -> other.store.head() == 2);
        }
    }

    @Test
    void theCallbackIsCalledForEveryAppend() {
        AtomicInteger calls = new AtomicInteger();
        try (TrackingEventStream stream = node.store.openStream(null)) {
            assertThat(stream.setOnAvailableCallback(calls::incrementAndGet)).isTrue();
            node.send(new CounterCommand.Count("a", 1));
            node.send(new CounterCommand.Count("a", 1));
            assertThat(calls).hasValue(2);
        }
        node.send(new CounterCommand.Count("a", 1));
        assertThat(calls).hasValue(2);
    }

    @Test
    void aCallbackThatFailsHarmsNobody() {
        try (TrackingEventStream stream = node.store.openStream(null)) {
            stream.setOnAvailableCallback(() -> {
                throw new IllegalStateException("on purpose");
            });
            assertThat(node.send(new CounterCommand.Count("a", 3))).isEqualTo(3);
        }
    }

    @Test
    void waitingEndsWithItsTime() throws InterruptedException {
        try (TrackingEventStream stream = node.store.openStream(new GlobalSequenceTrackingToken(1))) {
            assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(stream.hasNextAvailable()).isFalse();
        }
    }

    @Test
    void closingAStreamWakesItsReader() {
        TrackingEventStream stream = node.store.openStream(new GlobalSequenceTrackingToken(1));
        CompletableFuture<TrackedEventMessage<?>> next = next(stream);
        stream.close();
        assertThat(next)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTheStoreClosesItsStreams() throws InterruptedException {
        TrackingEventStream stream = node.store.openStream(new GlobalSequenceTrackingToken(1));
        node.store.close();
        assertThat(stream.hasNextAvailable(1, TimeUnit.HOURS)).isFalse();
    }

    @Test
    void anInterruptedReaderStopsWaiting() {
        try (TrackingEventStream stream = node.store.openStream(new GlobalSequenceTrackingToken(1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(stream::nextAvailable).isInstanceOf(InterruptedException.class);
        }
    }

    private static CompletableFuture<TrackedEventMessage<?>> next(TrackingEventStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return stream.nextAvailable();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
