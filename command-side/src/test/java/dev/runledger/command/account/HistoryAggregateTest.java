package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runledger.command.StreamTarget;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.account.RemovedUsage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;

class HistoryAggregateTest {

    private static final AccountId ACME = new AccountId("acme", 2);
    private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
    private static final List<UUID> SOME = ids(1, 2);
    private static final List<UUID> OTHERS = ids(3, 4);
    private static final List<RemovedUsage> STARTS = List.of(new RemovedUsage("2026-02", 2, 1));

    private final AggregateTestFixture<HistoryAggregate> history = fixture();

    private static AggregateTestFixture<HistoryAggregate> fixture() {
        AggregateTestFixture<HistoryAggregate> fixture = new AggregateTestFixture<>(HistoryAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        return fixture;
    }

    private static List<UUID> ids(long... numbers) {
        return LongStream.of(numbers).mapToObj(number -> new UUID(7, number)).toList();
    }

    @Test
    void thatRunsArePrunedIsRecordedWithWhatTheyToldOfStarts() {
        RunHistoryPruned pruned = new RunHistoryPruned(ACME, SOME, STARTS, NOON);
        history.givenNoPriorActivity()
                .when(new PruneHistory(ACME, SOME, STARTS, NOON.plusNanos(999_999)))
                .expectEvents(pruned)
                .expectResultMessagePayload(pruned);
    }

    @Test
    void furtherOnesOfThatMonthFollow() {
        history.given(new RunHistoryPruned(ACME, SOME, STARTS, NOON))
                .when(new PruneHistory(ACME, OTHERS, List.of(), NOON.plusSeconds(5)))
                .expectEvents(new RunHistoryPruned(ACME, OTHERS, List.of(), NOON.plusSeconds(5)));
    }

    @Test
    void eachMonthHasAStreamOfItsOwnInUtc() {
        Instant last = Instant.parse("2026-03-31T23:59:59.999Z");

        assertThat(new PruneHistory(ACME, SOME, STARTS, last).stream()).isEqualTo("acme.2/history/2026-03");
        assertThat(new PruneHistory(ACME, SOME, STARTS, last.plusMillis(1)).stream())
                .isEqualTo("acme.2/history/2026-04")
                .matches(HistoryEvent::names);
        assertThat(HistoryEvent.names("acme.2/job/history")).isFalse();
    }

    @Test
    void aCommandIsAloneAndOfAFewDifferentRuns() {
        List<UUID> many = LongStream.rangeClosed(0, PruneHistory.MOST)
                .mapToObj(number -> new UUID(8, number))
                .toList();

        assertThat(new PruneHistory(ACME, SOME, STARTS, NOON).alone()).isTrue();
        for (List<UUID> wrong : List.of(List.<UUID>of(), many, ids(1, 2, 1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PruneHistory(ACME, wrong, STARTS, NOON));
        }
    }
}
