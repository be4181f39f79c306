package dev.runledger.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RetryDecision;
import dev.runledger.kernel.run.RetryDecision.GiveUp;
import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunCommand;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunOutcome;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CoreMatchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunAggregateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID WORKER = new UUID(3, 3);
    private static final UUID ATTEMPT = new UUID(4, 4);
    private static final RequestSnapshot REQUEST = new RequestSnapshot("POST", "https://example.com/", Map.of(), null);
    private static final ResponseSnapshot OK = new ResponseSnapshot(200, Map.of(), "ok", false, 2);
    private static final ResponseSnapshot TEAPOT = new ResponseSnapshot(418, Map.of(), "", false, 0);

    private static final RunTriggered TRIGGERED = new RunTriggered(
            RUN, "nightly", LIFE, 7, JobKind.MANUAL, "production", new Trigger.Manual(), NOON.minusSeconds(2));
    private static final RunStarted STARTED =
            new RunStarted(RUN, WORKER, ATTEMPT, 7, StatusPattern.SUCCESS, REQUEST, NOON);
    private static final RunSucceeded SUCCEEDED = new RunSucceeded(RUN, OK, NOON);
    private static final RunFailed FAILED = new RunFailed(RUN, FailureReason.TIMEOUT, "no answer", null, NOON, null);
    private static final RunCanceled CANCELED = new RunCanceled(RUN, true, null, NOON);
    private static final StartRun START = start(ATTEMPT, 7);
    private static final JobRules MANUAL = new JobRules(JobKind.MANUAL, Set.of("production"), null, Map.of());
    private static final Facts LIVE = Facts.NONE
            .with(new LiveJob(LIFE, 7, MANUAL))
            .withEnvironments(Map.of("production", new Environment("production", true)));
    private static final GiveUp NO_POLICY = new GiveUp("no retry policy");
    private static final RetryPolicy TWICE_AFTER_A_MINUTE =
            new RetryPolicy("Steady", 2, new Backoff.Fixed(60), true, true, List.of(), List.of());
    private static final Facts RETRYING = Facts.NONE
            .with(new LiveJob(LIFE, 9, new JobRules(JobKind.RECURRING, Set.of("production"), "steady", Map.of())))
            .withEnvironments(Map.of("production", new Environment("production", true)))
            .withPolicies(Map.of(
                    "steady",
                    new RetryPolicyView(
                            new RetryPolicyKey(AccountId.DEFAULT, "steady"),
                            new UUID(5, 5),
                            3,
                            TWICE_AFTER_A_MINUTE,
                            NOON,
                            NOON,
                            null)));

    private final RunStreams begun = new RunStreams();

    @Test
    void aPendingRunStartsOnceItsJobIsUnchanged() {
        given(LIVE, TRIGGERED).when(START).expectEvents(STARTED);
    }

    @Test
    void theSameAttemptMayAskAgain() {
        given(LIVE, TRIGGERED, STARTED)
                .when(START)
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void aSecondAttemptIsRefused() {
        refused(
                given(LIVE, TRIGGERED, STARTED).when(start(new UUID(9, 9), 7)),
                new Refusal.StartRefused(RUN, "it is RUNNING"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aRunThatIsOverCannotStart(RunEvent ending) {
        given(LIVE, TRIGGERED, STARTED, ending)
                .when(START)
                .expectException(Refused.class)
                .expectNoEvents();
    }

    @Test
    void aRunOfADeletedJobDoesNotStart() {
        refused(given(Facts.NONE, TRIGGERED).when(START), new Refusal.JobDeleted("nightly"));
    }

    @Test
    void aRunOfAnEarlierLifeOfTheSlugDoesNotStart() {
        Facts reborn = Facts.NONE.with(new LiveJob(new UUID(8, 8), 7, MANUAL));

        refused(given(reborn, TRIGGERED).when(START), new Refusal.JobDeleted("nightly"));
    }

    @Test
    void aStartWithAnOutdatedDefinitionIsRefused() {
        refused(given(LIVE, TRIGGERED).when(start(ATTEMPT, 6)), new Refusal.DefinitionMoved(JOB));
    }

    @Test
    void aMatchingStatusSucceeds() {
        given(LIVE, TRIGGERED, STARTED)
                .when(complete(new RunOutcome.Answered(OK)))
                .expectEvents(SUCCEEDED);
    }

    @Test
    void anyOtherStatusFailsAndKeepsTheResponse() {
        given(LIVE, TRIGGERED, STARTED)
                .when(complete(new RunOutcome.Answered(TEAPOT)))
                .expectEvents(new RunFailed(
                        RUN,
                        FailureReason.NON_SUCCESS_STATUS,
                        "status 418 does not match 2xx",
                        TEAPOT,
                        NOON,
                        NO_POLICY));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachWayOfNotBeingAnsweredHasItsReason(RunOutcome outcome, FailureReason reason) {
        given(LIVE, TRIGGERED, STARTED)
                .when(complete(outcome))
                .expectEvents(new RunFailed(RUN, reason, "why", null, NOON, NO_POLICY));
    }

    static Stream<List<Object>> outcomes() {
        return Stream.of(
                List.of(new RunOutcome.TimedOut("why"), FailureReason.TIMEOUT),
                List.of(new RunOutcome.Unreachable("why"), FailureReason.CONNECTION_ERROR),
                List.of(new RunOutcome.Blocked("why"), FailureReason.SSRF_BLOCKED));
    }

    static Stream<Object[]> failures() {
        return outcomes().map(List::toArray);
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aLateResultChangesNothing(RunEvent ending) {
        given(LIVE, TRIGGERED, STARTED, ending)
                .when(complete(new RunOutcome.Answered(OK)))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void aResultOfAnotherAttemptChangesNothing() {
        given(LIVE, TRIGGERED, STARTED)
                .when(new CompleteRun(RUN, JOB, new UUID(9, 9), new RunOutcome.Answered(OK)))
                .expectNoEvents();
    }

    @Test
    void aResultBeforeTheStartChangesNothing() {
        given(LIVE, TRIGGERED).when(complete(new RunOutcome.Answered(OK))).expectNoEvents();
    }

    @Test
    void aRunCanceledWhileRunningIsMetered() {
        given(LIVE, TRIGGERED, STARTED).when(new CancelRun(RUN)).expectEvents(CANCELED);
    }

    @Test
    void aRunCanceledWhilePendingIsNot() {
        given(LIVE, TRIGGERED).when(new CancelRun(RUN)).expectEvents(new RunCanceled(RUN, false, null, NOON));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aFinishedRunCannotBeCanceled(RunEvent ending) {
        given(LIVE, TRIGGERED, STARTED, ending)
                .when(new CancelRun(RUN))
                .expectException(Refused.class)
                .expectNoEvents();
    }

    @Test
    void theHouseCancelsWhatWaitsAndSaysWhy() {
        given(LIVE, TRIGGERED)
                .when(new CancelPendingRun(RUN, "job deleted"))
                .expectEvents(new RunCanceled(RUN, false, "job deleted", NOON));
    }

    @Test
    void theHouseDoesNotCancelWhatRuns() {
        given(LIVE, TRIGGERED, STARTED)
                .when(new CancelPendingRun(RUN, "job deleted"))
                .expectNoEvents();
    }

    @Test
    void aRunWhoseWorkerIsGoneFails() {
        given(LIVE, TRIGGERED, STARTED)
                .when(new DeclareWorkerLost(RUN, WORKER, "gone"))
                .expectEvents(new RunFailed(
                        RUN,
                        FailureReason.WORKER_LOST,
                        "gone",
                        null,
                        NOON,
                        new GiveUp("a lost run may have reached its target")));
        assertThat(begun.all()).isEmpty();
    }

    @Test
    void theLossOfAnotherWorkerDoesNotConcernTheRun() {
        given(LIVE, TRIGGERED, STARTED)
                .when(new DeclareWorkerLost(RUN, new UUID(9, 9), "gone"))
                .expectNoEvents();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aRunThatIsOverIsNotLost(RunEvent ending) {
        given(LIVE, TRIGGERED, STARTED, ending)
                .when(new DeclareWorkerLost(RUN, WORKER, "gone"))
                .expectNoEvents();
    }

    @Test
    void aPendingRunIsNotLostWithItsWorker() {
        given(LIVE, TRIGGERED).when(new DeclareWorkerLost(RUN, WORKER, "gone")).expectNoEvents();
    }

    @Test
    void aRunNeverEndsBeforeItBegan() {
        Instant later = NOON.plusSeconds(5);
        RunStarted onAFasterClock = new RunStarted(RUN, WORKER, ATTEMPT, 7, StatusPattern.SUCCESS, REQUEST, later);

        given(LIVE, TRIGGERED, onAFasterClock)
                .when(complete(new RunOutcome.Answered(OK)))
                .expectEvents(new RunSucceeded(RUN, OK, later));
    }

    @Test
    void aFailureThatIsRetriedBeginsTheNextRunWithItsDueTime() {
        given(RETRYING, TRIGGERED, STARTED)
                .when(complete(new RunOutcome.TimedOut("why")))
                .expectEvents(timedOut(retried(RUN.id(), 1)));

        assertThat(begun.all()).containsExactly(next(new Trigger.Retry(RUN.id(), 1, false, NOON.plusSeconds(60))));
    }

    @Test
    void aRetryThatFailsGoesOnWithItsChain() {
        UUID first = new UUID(6, 6);

        given(RETRYING, triggered(new Trigger.Retry(first, 1, true, NOON)), STARTED)
                .when(complete(new RunOutcome.TimedOut("why")))
                .expectEvents(timedOut(retried(first, 2)));

        assertThat(begun.all()).containsExactly(next(new Trigger.Retry(first, 2, true, NOON.plusSeconds(60))));
    }

    @Test
    void theRetryOfARerunKnowsIt() {
        given(RETRYING, triggered(new Trigger.Rerun(new UUID(6, 6))), STARTED)
                .when(complete(new RunOutcome.Unreachable("why")))
                .expectSuccessfulHandlerExecution();

        assertThat(begun.all()).containsExactly(next(new Trigger.Retry(RUN.id(), 1, true, NOON.plusSeconds(60))));
    }

    @Test
    void theLastFailureOfAChainSaysWhyItIsTheLast() {
        given(RETRYING, triggered(new Trigger.Retry(new UUID(6, 6), 2, false, NOON)), STARTED)
                .when(complete(new RunOutcome.TimedOut("why")))
                .expectEvents(timedOut(new GiveUp("retry policy steady, version 3, allows 2 retries")));

        assertThat(begun.all()).isEmpty();
    }

    @Test
    void successEndsAChain() {
        given(RETRYING, TRIGGERED, STARTED)
                .when(complete(new RunOutcome.Answered(OK)))
                .expectEvents(SUCCEEDED);

        assertThat(begun.all()).isEmpty();
    }

    @Test
    void aCanceledRunIsNotRetried() {
        given(RETRYING, TRIGGERED, STARTED).when(new CancelRun(RUN)).expectEvents(CANCELED);

        assertThat(begun.all()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aLateFailureIsNotRetried(RunEvent ending) {
        given(RETRYING, TRIGGERED, STARTED, ending)
                .when(complete(new RunOutcome.TimedOut("why")))
                .expectNoEvents();

        assertThat(begun.all()).isEmpty();
    }

    private static RunTriggered triggered(Trigger trigger) {
        return new RunTriggered(RUN, "nightly", LIFE, 7, JobKind.MANUAL, "production", trigger, NOON.minusSeconds(2));
    }

    private static RunFailed timedOut(RetryDecision retry) {
        return new RunFailed(RUN, FailureReason.TIMEOUT, "why", null, NOON, retry);
    }

    private static RetryAfter retried(UUID first, int attempt) {
        return new RetryAfter(attempt, RunIds.retry(first, attempt), Duration.ofSeconds(60), "steady", 3);
    }

    /** As the job is now, not as it was when the failed run was made. */
    private static RunTriggered next(Trigger.Retry retry) {
        return new RunTriggered(
                new RunKey(AccountId.DEFAULT, RunIds.retry(retry.of(), retry.attempt())),
                "nightly",
                LIFE,
                9,
                JobKind.RECURRING,
                "production",
                retry,
                NOON);
    }

    static Stream<RunEvent> endings() {
        return Stream.of(SUCCEEDED, FAILED, CANCELED);
    }

    private static StartRun start(UUID attempt, int version) {
        return new StartRun(RUN, JOB, LIFE, version, WORKER, attempt, StatusPattern.SUCCESS, REQUEST);
    }

    private static RunCommand complete(RunOutcome outcome) {
        return new CompleteRun(RUN, JOB, ATTEMPT, outcome);
    }

    private TestExecutor<RunAggregate> given(Facts facts, RunEvent... events) {
        AggregateTestFixture<RunAggregate> fixture = new AggregateTestFixture<>(RunAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        fixture.registerRepositoryProvider(begun);
        return fixture.given((Object[]) events);
    }

    private static void refused(ResultValidator<RunAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }
}
