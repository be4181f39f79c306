package dev.runledger.ops.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.chaos.check.Violation.Kind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told of runs by the target's log, by their streams and by clients. */
class RunChecksTest {

    private static final UUID RUN = Ledgers.fire(1);
    private static final UUID UNKNOWN = new UUID(9, 9);
    private static final Hit HIT = new Hit(RUN.toString(), Ledgers.CREATED, "/fine");

    @Test
    void oneHitOfAStartedRunIsRight() {
        assertThat(Ledgers.found(HitsCheck::judge, done(), HIT)).isEmpty();
    }

    @Test
    void aSecondHitIsADouble() {
        assertThat(Ledgers.found(HitsCheck::judge, done(), HIT, HIT))
                .extracting(Violation::kind)
                .containsExactly(Kind.DOUBLE);
    }

    @Test
    void aHitWithoutAStartIsWrong() {
        Ledger waiting = new Ledgers().fired(1).waitingFor(2);
        assertThat(Ledgers.found(HitsCheck::judge, waiting, HIT))
                .extracting(Violation::kind)
                .containsExactly(Kind.WRONG);
    }

    @Test
    void aSuccessWithoutAHitIsALoss() {
        assertThat(Ledgers.found(HitsCheck::judge, done()))
                .extracting(Violation::kind)
                .containsExactly(Kind.LOSS);
    }

    @Test
    void whatFollowsAnEndIsWrong() {
        Ledger ledger = new Ledgers()
                .fired(1)
                .started(RUN)
                .succeeded(RUN)
                .succeeded(RUN)
                .waitingFor(2);
        assertThat(Ledgers.found(RunStreamsCheck::judge, ledger))
                .extracting(Violation::detail)
                .containsExactly("after SUCCEEDED came RunSucceeded");
    }

    @Test
    void aRunThatWaitsAlthoughItIsDueIsALoss() {
        Ledger ledger = new Ledgers().fired(1).waitingFor(2);
        assertThat(Ledgers.found(OpenRunsCheck::judge, ledger))
                .extracting(Violation::kind)
                .containsExactlyInAnyOrder(Kind.WRONG, Kind.LOSS);
    }

    @Test
    void aRetryThatNobodyAnnouncedIsWrong() {
        UUID retry = RunIds.retry(RUN, 1);
        Ledger ledger = new Ledgers()
                .fired(1)
                .triggered(retry, new Trigger.Retry(RUN, 1, false, Ledgers.minute(1)), Ledgers.minute(1))
                .waitingFor(2);
        assertThat(Ledgers.found(ChainsCheck::judge, ledger))
                .extracting(Violation::subject)
                .containsExactly(retry.toString());
    }

    @Test
    void anAcknowledgedRunThatIsNotThereIsALoss() {
        Evidence evidence =
                Evidence.of(done(), List.of(), List.of(new Acknowledged.Triggered(UNKNOWN, "tick")), Map.of());
        assertThat(Ledgers.found(AcknowledgedCheck::judge, evidence))
                .extracting(Violation::kind)
                .containsExactly(Kind.LOSS);
    }

    @Test
    void aWriteThatIsThereIsRight() {
        Evidence evidence =
                Evidence.of(done(), List.of(), List.of(new Acknowledged.Written("tick", 1, "write 1")), Map.of());
        assertThat(Ledgers.found(AcknowledgedCheck::judge, evidence)).isEmpty();
    }

    @Test
    void moreManualRunsThanWereAskedForAreADouble() {
        Ledger ledger = new Ledgers()
                .triggered(UNKNOWN, new Trigger.Manual(), Ledgers.minute(1))
                .waitingFor(1);
        assertThat(Ledgers.found(AcknowledgedCheck::judge, ledger))
                .extracting(Violation::kind)
                .containsExactly(Kind.DOUBLE);
    }

    @Test
    void aMissingPositionIsALoss() {
        Ledger whole = done();
        List<StoredEvent> events =
                whole.events().stream().filter(stored -> stored.position() != 2).toList();
        Ledger torn = new Ledger(
                events,
                whole.head(),
                whole.openRuns(),
                whole.nextFires(),
                whole.runRows(),
                whole.jobRows(),
                whole.nextRunRows(),
                whole.now());
        assertThat(Ledgers.found(PositionsCheck::judge, torn))
                .extracting(Violation::kind)
                .contains(Kind.LOSS);
    }

    @Test
    void aRunThatTheListDoesNotShowIsWrong() {
        assertThat(Ledgers.found(ViewsCheck::judge, done()))
                .extracting(Violation::detail)
                .contains("views.run has no row of it", "views.job has no row of it");
    }

    private static Ledger done() {
        return new Ledgers().fired(1).started(RUN).succeeded(RUN).waitingFor(2);
    }
}
