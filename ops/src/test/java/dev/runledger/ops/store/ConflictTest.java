package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that know the same counters. */
class ConflictTest {

    private static final GroupCommitSettings ONE_THREAD = new GroupCommitSettings(1, 512, 1000, Duration.ofSeconds(10));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final List<List<Command>> batches = new ArrayList<>();
    private final TestNode here = new TestNode(ledger, EventStoreSettings.DEFAULTS, batches::add, ONE_THREAD);
    private final TestNode there = new TestNode(ledger).started();

    @BeforeEach
    void bothKnowTheCounters() {
        there.send(new CounterCommand.Open("a"));
        there.send(new CounterCommand.Open("b"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void afterAConflictEachCommandOfTheBatchIsHandledAgainAlone() {
        here.started();
        here.send(new CounterCommand.Count("a", 1));
        here.send(new CounterCommand.Count("b", 1));
        there.send(new CounterCommand.Count("a", 10));
        batches.clear();
        List<CompletableFuture<Object>> answers = sendTogether(
                new CounterCommand.Count("b", 1),
                new CounterCommand.Count("a", 100),
                new CounterCommand.CountThenRefuse("b", 1000),
                new CounterCommand.Count("b", 1));
        assertThat(answers.get(1)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(111);
        assertThat(answers.get(2)).failsWithin(Duration.ofSeconds(10));
        assertThat(answers.get(3)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(3);
        assertThat(batches).last().isEqualTo(List.of(new CounterCommand.Count("b", 1)));
        assertThat(ledger.number("SELECT last FROM ledger.head")).isEqualTo(ledger.events());
    }

    @Test
    void aFailedBatchEvictsItsAggregatesFromTheCache() {
        here.started();
        here.send(new CounterCommand.Count("a", 1));
        here.send(new CounterCommand.Count("b", 1));
        assertThat(here.cache.containsKey("a")).isTrue();
        ledger.execute("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$");
        ledger.execute("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON ledger.event DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION refuse()");
        List<CompletableFuture<Object>> answers =
                sendTogether(new CounterCommand.Count("a", 1), new CounterCommand.Count("b", 1));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).failsWithin(Duration.ofSeconds(10)));
        assertThat(here.cache.containsKey("a")).isFalse();
        assertThat(here.cache.containsKey("b")).isFalse();
        ledger.execute("DROP TRIGGER refuse ON ledger.event");
        assertThat(here.send(new CounterCommand.Count("a", 1))).isEqualTo(2);
    }

    @Test
    void aStreamThatExistsAlreadyIsNotBegunAgain() {
        here.started();
        assertThatThrownBy(() -> here.send(new CounterCommand.Open("a"))).isInstanceOf(ConcurrencyException.class);
        assertThat(batches).hasSize(3);
    }

    /** Holds the thread in a transaction of its own until all are queued, so that they make one batch. */
    private List<CompletableFuture<Object>> sendTogether(Command... commands) {
        CompletableFuture<Object> queued = new CompletableFuture<>();
        CompletableFuture<Object> held = new CompletableFuture<>();
        here.bus.subscribe(String.class.getName(), message -> {
            held.complete("held");
            return queued.join();
        });
        CompletableFuture<Object> holding = here.commands.send("hold");
        held.join();
        List<CompletableFuture<Object>> answers = here.sendAll(List.of(commands));
        queued.complete("queued");
        holding.join();
        return answers;
    }
}
