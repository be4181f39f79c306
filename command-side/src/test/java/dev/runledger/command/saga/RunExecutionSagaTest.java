package dev.runledger.command.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.command.saga.SampleRuns.Hands;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.axonframework.test.saga.SagaTestFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunExecutionSagaTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final UUID LIFE = new UUID(2, 2);
    private static final PendingRun PENDING = new PendingRun(
            RUN, new JobKey(AccountId.DEFAULT, "nightly"), LIFE, 7, JobKind.MANUAL, "production", new Trigger.Manual());
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final SpendOneOff SPENT = new SpendOneOff(PENDING.job(), LIFE, "production", RUN.id());
    private static final RunTriggered TRIGGERED =
            new RunTriggered(RUN, "nightly", LIFE, 7, JobKind.MANUAL, "production", new Trigger.Manual(), NOON);
    private static final RunStarted STARTED = new RunStarted(
            RUN,
            new UUID(3, 3),
            new UUID(4, 4),
            7,
            StatusPattern.SUCCESS,
            new RequestSnapshot("GET", "https://example.com/", Map.of(), null),
            NOON);

    private final Hands hands = new Hands();
    private final LedgerDatabase database = new LedgerDatabase();
    private final OneOffTable spent = new OneOffTable(database.sql());
    private final SagaTestFixture<RunExecutionSaga> saga = new SagaTestFixture<>(RunExecutionSaga.class);

    RunExecutionSagaTest() throws SQLException {}

    @BeforeEach
    void handsRunsOver() {
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        saga.registerResource(hands);
        saga.registerResource(new DueRuns(new PostgresOpenRuns(database.sql()), hands, clock, Set::of));
        saga.registerResource(
                new OneOffs(spent, clock, Duration.ofDays(7), job -> true, command -> new CompletableFuture<>()));
    }

    @Test
    void aTriggeredRunIsHandedOver() {
        saga.givenNoPriorActivity()
                .whenPublishingA(TRIGGERED)
                .expectActiveSagas(1)
                .expectAssociationWith(RunExecutionSaga.RUN, RUN.stream());

        assertThat(hands.offered).containsExactly(PENDING);
    }

    @Test
    void aStartedRunStaysOpen() {
        saga.givenAPublished(TRIGGERED).whenPublishingA(STARTED).expectActiveSagas(1);
    }

    @Test
    void aRunThatSucceededIsOver() {
        saga.givenAPublished(TRIGGERED)
                .andThenAPublished(STARTED)
                .whenPublishingA(new RunSucceeded(RUN, new ResponseSnapshot(200, Map.of(), "", false, 0), NOON))
                .expectActiveSagas(0);
    }

    @Test
    void aRunThatFailedIsOver() {
        saga.givenAPublished(TRIGGERED)
                .andThenAPublished(STARTED)
                .whenPublishingA(new RunFailed(RUN, FailureReason.WORKER_LOST, null, null, NOON, null))
                .expectActiveSagas(0);

        assertThat(hands.aborted).containsExactly(RUN);
    }

    @Test
    void aCanceledRunIsOverAndItsCallIsAborted() {
        saga.givenAPublished(TRIGGERED)
                .andThenAPublished(STARTED)
                .whenPublishingA(new RunCanceled(RUN, true, null, NOON))
                .expectActiveSagas(0);

        assertThat(hands.aborted).containsExactly(RUN);
    }

    @Test
    void anotherRunIsNotConcerned() {
        RunKey other = new RunKey(AccountId.DEFAULT, new UUID(9, 9));

        saga.givenAPublished(TRIGGERED)
                .whenPublishingA(new RunCanceled(other, false, null, NOON))
                .expectActiveSagas(1);
    }

    @Test
    void aRunThatIsDueLaterIsNotHandedOverBefore() {
        saga.givenNoPriorActivity()
                .whenPublishingA(triggered(JobKind.RECURRING, new Trigger.Retry(new UUID(8, 8), 1, false, LATER)))
                .expectActiveSagas(1);

        assertThat(hands.offered).isEmpty();
    }

    @Test
    void aOneOffIsToldThatItsRunBegan() {
        inTransaction(() -> saga.givenAPublished(triggered(JobKind.ONE_OFF, Trigger.Scheduled.once(NOON)))
                .whenPublishingA(STARTED)
                .expectActiveSagas(1));

        assertThat(spent.spent(10)).containsExactly(SPENT);
        assertThat(spent.over(LATER, 10)).isEmpty();
    }

    @Test
    void aOneOffIsToldThatItsRunIsCanceledAndItsEndIsKept() {
        inTransaction(() -> saga.givenAPublished(triggered(JobKind.ONE_OFF, Trigger.Scheduled.once(NOON)))
                .whenPublishingA(new RunCanceled(RUN, false, null, NOON))
                .expectActiveSagas(0));

        assertThat(spent.spent(10)).containsExactly(SPENT);
        assertThat(spent.over(LATER, 10)).containsExactly(new OneOffTable.Life(PENDING.job(), LIFE));
    }

    @Test
    void aOneOffsEndIsKeptHoweverItsRunEnds() {
        Trigger retry = new Trigger.Retry(new UUID(8, 8), 1, false, NOON);
        inTransaction(() -> saga.givenAPublished(triggered(JobKind.ONE_OFF, retry))
                .andThenAPublished(STARTED)
                .whenPublishingA(new RunFailed(RUN, FailureReason.TIMEOUT, null, null, NOON, null))
                .expectActiveSagas(0));

        assertThat(spent.spent(10)).isEmpty();
        assertThat(spent.over(LATER, 10)).hasSize(1);
    }

    private static RunTriggered triggered(JobKind kind, Trigger trigger) {
        return new RunTriggered(RUN, "nightly", LIFE, 7, kind, "production", trigger, NOON);
    }

    private void inTransaction(Runnable batch) {
        database.transaction().executeWithoutResult(status -> batch.run());
    }
}
