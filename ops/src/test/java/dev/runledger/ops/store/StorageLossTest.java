package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Connections that die at the worst moments. */
class StorageLossTest {

    private static final GroupCommitSettings ONE_THREAD = new GroupCommitSettings(1, 512, 1000, Duration.ofSeconds(10));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private volatile Consumer<List<Command>> preparation = batch -> {};
    private final TestNode node =
            new TestNode(ledger, EventStoreSettings.DEFAULTS, batch -> preparation.accept(batch), ONE_THREAD);

    @BeforeEach
    void start() {
        node.started();
        node.send(new CounterCommand.Open("a"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aConnectionLostBeforeTheAppendIsUnavailableAndNothingIsPublished() throws InterruptedException {
        preparation = batch -> killTheBatchsConnection();
        assertUnavailable();
        preparation = batch -> {};
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(5);
        assertThat(positions(2)).containsExactly(1L, 2L);
        assertThat(ledger.numbers("SELECT position FROM ledger.event ORDER BY 1"))
                .containsExactly(1L, 2L);
    }

    @Test
    void aConnectionLostDuringTheCommitIsUnavailableAndNeverRepeated() throws InterruptedException {
        ledger.execute("CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
        ledger.execute("CREATE CONSTRAINT TRIGGER die AFTER INSERT ON ledger.event DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION die()");
        assertUnavailable();
        ledger.execute("DROP TRIGGER die ON ledger.event");
        assertThat(node.store.head()).isOne();
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(5);
        assertThat(positions(2)).containsExactly(1L, 2L);
    }

    @Test
    void aFailureBeforeTheFirstCommandIsAnsweredToAll() {
        preparation = batch -> {
            throw new IllegalStateException("on purpose");
        };
        assertThatThrownBy(() -> node.send(new CounterCommand.Count("a", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        assertThat(ledger.events()).isOne();
    }

    @Test
    void anErrorBeforeTheCommitGivesTheConnectionBack() {
        for (int i = 0; i < 10; i++) {
            preparation = batch -> CurrentUnitOfWork.get().onPrepareCommit(unit -> {
                throw new StackOverflowError("on purpose");
            });
            assertThatThrownBy(() -> node.send(new CounterCommand.Count("a", 1)))
                    .hasRootCauseInstanceOf(StackOverflowError.class);
        }
        preparation = batch -> {};
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(5);
    }

    @Test
    void whatFailsAfterTheCommitDoesNotUndoTheAnswer() {
        preparation = batch -> CurrentUnitOfWork.get().afterCommit(unit -> {
            throw new StackOverflowError("on purpose");
        });
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(5);
        assertThat(ledger.events()).isEqualTo(2);
    }

    @Test
    void aStatementThatFailsInPreparationIsTriedAgainAndThenAnswered() {
        preparation = batch -> {
            throw new PessimisticLockingFailureException("on purpose", new SQLException("deadlock", "40P01"));
        };
        CompletableFuture<Object> answer = node.commands.send(new CounterCommand.Count("a", 1));
        assertThat(answer).failsWithin(Duration.ofSeconds(10));
        assertThat(ledger.events()).isOne();
    }

    @Test
    void aCommandThatHasWaitedTooLongIsUnavailableAndNotCarriedOut() {
        GroupCommitSettings impatient = new GroupCommitSettings(1, 512, 1000, Duration.ZERO, Duration.ofSeconds(10));
        try (TestNode other = new TestNode(ledger, EventStoreSettings.DEFAULTS, batch -> {}, impatient).started()) {
            assertUnavailable(other);
        }
        assertThat(ledger.events()).isOne();
    }

    private void assertUnavailable() {
        assertUnavailable(node);
    }

    private static void assertUnavailable(TestNode node) {
        assertThatThrownBy(() -> node.send(new CounterCommand.Count("a", 1)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class));
    }

    /** The very connection that the batch is about to append with. */
    private void killTheBatchsConnection() {
        Long process = new JdbcTemplate(node.pool).queryForObject("SELECT pg_backend_pid()", Long.class);
        ledger.execute("SELECT pg_terminate_backend(" + process + ", 10000)");
    }

    private List<Long> positions(int count) throws InterruptedException {
        try (TrackingEventStream stream = node.store.openStream(null)) {
            Long[] positions = new Long[count];
            for (int i = 0; i < count; i++) {
                TrackedEventMessage<?> event = stream.nextAvailable();
                positions[i] = EventPage.position(event);
            }
            assertThat(stream.hasNextAvailable(0, TimeUnit.SECONDS)).isFalse();
            return List.of(positions);
        }
    }
}
