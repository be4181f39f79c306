package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final GroupCommitSettings ONE_THREAD = new GroupCommitSettings(1, 512, 1000, Duration.ofSeconds(10));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final List<List<Command>> batches = new ArrayList<>();
    private final TestNode node = new TestNode(ledger, EventStoreSettings.DEFAULTS, batches::add, ONE_THREAD);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatWaitsIsCommittedInOneTransaction() {
        List<Integer> appends = new ArrayList<>();
        node.store.subscribe(events -> appends.add(events.size()));
        List<CompletableFuture<Object>> answers = node.sendAll(opens(100));
        node.bus.start();
        assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(batches).hasSize(1);
        assertThat(appends).containsExactly(100);
        assertThat(ledger.number("SELECT count(DISTINCT xmin::text) FROM ledger.event"))
                .isOne();
        assertThat(ledger.numbers("SELECT position FROM ledger.event ORDER BY 1"))
                .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
    }

    @Test
    void oneRefusedCommandOfABatchLeavesNothingAndTheOthersEverything() {
        List<CompletableFuture<Object>> answers = node.sendAll(List.of(
                new CounterCommand.Open("a"),
                new CounterCommand.Count("a", 1),
                new CounterCommand.CountThenRefuse("a", 100),
                new CounterCommand.Open("b"),
                new CounterCommand.Count("a", 10)));
        node.bus.start();
        assertThat(answers.get(4)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(11);
        assertThat(answers.get(2))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(Refused.class);
        assertThat(batches).hasSize(1);
        assertThat(ledger.events()).isEqualTo(4);
        assertThat(ledger.number("SELECT last FROM ledger.head")).isEqualTo(4);
    }

    @Test
    void aRefusalReachesTheSenderAsItself() {
        node.bus.start();
        node.send(new CounterCommand.Open("a"));
        assertThatThrownBy(() -> node.send(new CounterCommand.CountThenRefuse("a", 1)))
                .isExactlyInstanceOf(Refused.class)
                .extracting(e -> ((Refused) e).refusal())
                .isEqualTo(new Refusal.JobNotFound("a"));
    }

    @Test
    void anErrorInOneCommandLeavesTheThreadAndTheOthersAlone() {
        List<CompletableFuture<Object>> answers = node.sendAll(List.of(
                new CounterCommand.Open("a"),
                new CounterCommand.CountThenBreak("a"),
                new CounterCommand.Count("a", 5)));
        node.bus.start();
        assertThat(answers.get(1))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(StackOverflowError.class);
        assertThat(answers.get(2)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(5);
        assertThat(node.send(new CounterCommand.Count("a", 5))).isEqualTo(10);
    }

    @Test
    void aHandlerThatInterruptsItsThreadDoesNotEndIt() {
        node.bus.subscribe(String.class.getName(), message -> {
            Thread.currentThread().interrupt();
            return "interrupted";
        });
        node.bus.start();
        assertThat(node.send("interrupt")).isEqualTo("interrupted");
        assertThat(node.send(new CounterCommand.Open("a"))).isEqualTo("a");
    }

    @Test
    void aCheckedExceptionRollsItsCommandBackToo() {
        node.bus.start();
        node.send(new CounterCommand.Open("a"));
        assertThatThrownBy(() -> node.send(new CounterCommand.CountThenThrow("a")))
                .isInstanceOf(CommandExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(ledger.events()).isOne();
    }

    @Test
    void aCommandThatMustBeAloneSplitsTheBatchInItsPlace() {
        List<CompletableFuture<Object>> answers = node.sendAll(List.of(
                new CounterCommand.Open("a"),
                new CounterCommand.Count("a", 1),
                new CounterCommand.CountAlone("a", 10),
                new CounterCommand.Count("a", 100)));
        node.bus.start();
        assertThat(answers.stream().skip(1).map(CompletableFuture::join)).containsExactly(1, 11, 111);
        assertThat(batches)
                .containsExactly(
                        List.of(new CounterCommand.Open("a"), new CounterCommand.Count("a", 1)),
                        List.of(new CounterCommand.CountAlone("a", 10)),
                        List.of(new CounterCommand.Count("a", 100)));
    }

    @Test
    void commandsOfOneStreamAreHandledInTheirOrder() {
        node.bus.start();
        node.send(new CounterCommand.Open("a"));
        List<CompletableFuture<Object>> answers = node.sendAll(IntStream.range(0, 200)
                .mapToObj(i -> new CounterCommand.Count("a", 1))
                .toList());
        assertThat(answers.stream().map(CompletableFuture::join))
                .isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void aCommandThatNobodyHandlesIsAnswered() {
        node.bus.start();
        assertThatThrownBy(() -> node.send("what?")).isInstanceOf(NoHandlerForCommandException.class);
    }

    @Test
    void anUnknownAggregateIsAnswered() {
        node.bus.start();
        assertThatThrownBy(() -> node.send(new CounterCommand.Count("nobody", 1)))
                .isInstanceOf(AggregateNotFoundException.class);
    }

    @Test
    void beyondTheQueuesBoundACommandIsRefusedAtOnce() {
        List<CompletableFuture<Object>> answers = node.sendAll(opens(1001));
        assertThat(answers.getLast())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(Refused.class, GroupCommitTest::isUnavailable);
        assertThat(answers.getFirst()).isNotDone();
    }

    @Test
    void closingHandlesWhatWaitsAndRefusesWhatComes() {
        List<CompletableFuture<Object>> answers = node.sendAll(opens(50));
        node.bus.start();
        node.bus.close();
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThatThrownBy(() -> node.send(new CounterCommand.Open("late")))
                .isInstanceOfSatisfying(Refused.class, GroupCommitTest::isUnavailable);
        assertThat(ledger.events()).isEqualTo(50);
    }

    @Test
    void closingABusThatNeverStartedRefusesWhatWaits() {
        CompletableFuture<Object> answer = node.sendAll(opens(1)).getFirst();
        node.bus.close();
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void anAnswerThatCannotBeDeliveredHarmsNobody() {
        node.bus.dispatch(GenericCommandMessage.asCommandMessage(new CounterCommand.Open("a")), (command, result) -> {
            throw new IllegalStateException("on purpose");
        });
        node.bus.start();
        assertThat(node.send(new CounterCommand.Count("a", 7))).isEqualTo(7);
    }

    @Test
    void aCommandWithEventsThatCannotBeStoredFailsAlone() {
        // PostgreSQL has no text with a zero character: the append of the whole batch fails.
        List<CompletableFuture<Object>> answers = node.sendAll(
                List.of(new CounterCommand.Open("a"), new CounterCommand.Open("a\0"), new CounterCommand.Open("b")));
        node.bus.start();
        assertThat(answers.get(1)).failsWithin(Duration.ofSeconds(10));
        assertThat(answers.get(0)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(answers.get(2)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(ledger.events()).isEqualTo(2);
    }

    private static List<CounterCommand.Open> opens(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> new CounterCommand.Open("counter/" + i))
                .toList();
    }

    private static void isUnavailable(Refused refused) {
        assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class);
    }
}
