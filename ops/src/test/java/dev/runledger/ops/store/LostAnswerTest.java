package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.ops.store.FaultyWire.Fault;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackingEventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node makes of a database that does not answer, or not in time, or not as hoped. */
class LostAnswerTest {

    private static final String COMMIT = "COMMIT";
    private static final String APPEND = "COPY ledger.event";

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final FaultyWire wire = FaultyWire.to(ledger.database().url());
    private final TestNode node = new TestNode(
            TestNode.connections(wire.url(ledger.database().url()), ledger, limits()),
            EventStoreSettings.DEFAULTS,
            batch -> {},
            new GroupCommitSettings(1, 512, 1000, Duration.ofSeconds(10)));

    private static SessionLimits limits() {
        return new SessionLimits(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @BeforeEach
    void begin() {
        node.started();
        node.send(new CounterCommand.Open("a"));
    }

    @AfterEach
    void close() {
        wire.mend();
        node.close();
        wire.close();
    }

    @Test
    void aCommitThatNeverArrivedIsUnavailableAndChangesNothing() {
        wire.set(COMMIT, new Fault.NeverArrives());
        assertUnavailable();
        assertThat(ledger.events()).isOne();
        assertGoesOnFrom(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {APPEND, FaultyWire.END_OF_ROWS})
    void anAppendThatBreaksOffChangesNothing(String at) {
        wire.set(at, new Fault.NeverArrives());
        assertUnavailable();
        assertThat(ledger.events()).isOne();
        assertGoesOnFrom(0);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsUnavailableAndCountsAllTheSame() {
        wire.set(COMMIT, new Fault.AnswerIsLost());
        assertUnavailable();
        assertThat(ledger.events()).isEqualTo(2);
        assertThat(node.cache.containsKey("a")).isFalse();
        assertGoesOnFrom(7);
    }

    @Test
    void whatWasCommittedWithoutAnAnswerReachesThoseWhoFollow() throws InterruptedException {
        wire.set(COMMIT, new Fault.AnswerIsLost());
        assertUnavailable();
        try (TrackingEventStream stream = node.store.openStream(null)) {
            stream.nextAvailable();
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.nextAvailable().getPayload()).isEqualTo(new CounterEvent.Counted(7, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {APPEND, COMMIT})
    void aFullDiskIsUnavailableUntilThereIsSpace(String statement) {
        wire.set(statement, new Fault.Fails("53100"));
        assertUnavailable();
        assertThat(ledger.events()).isOne();
        assertGoesOnFrom(0);
    }

    @Test
    void aServerThatOnlyReadsLosesItsConnections() {
        wire.set("UPDATE ledger.head", new Fault.Fails("25006"));
        assertUnavailable();
        assertGoesOnFrom(0);
        assertThat(wire.faults()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {FaultyWire.END_OF_ROWS, COMMIT})
    void aWireThatFallsSilentIsGivenUpAndNothingHangs(String at) {
        wire.set(at, new Fault.Silence());
        long begun = System.nanoTime();
        assertUnavailable();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
        wire.mend();
        assertGoesOnFrom(0);
    }

    private void assertUnavailable() {
        assertThatThrownBy(() -> node.send(new CounterCommand.Count("a", 7)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class));
    }

    /** The first command after a fault may still meet a connection that it broke. */
    private void assertGoesOnFrom(int sum) {
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(sum + 5);
        assertThat(ledger.number("SELECT last FROM ledger.head")).isEqualTo(ledger.events());
        assertThat(node.store.head()).isEqualTo(ledger.events());
    }
}
