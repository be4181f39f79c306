package dev.runledger.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunOutcome;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.junit.jupiter.api.Test;

/** Instants that a run shows, where clocks or waits are at their limits. */
class RunInstantsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID WORKER = new UUID(3, 3);
    private static final UUID ATTEMPT = new UUID(4, 4);
    private static final RequestSnapshot REQUEST = new RequestSnapshot("GET", "https://example.com/", Map.of(), null);
    private static final StartRun START =
            new StartRun(RUN, JOB, LIFE, 7, WORKER, ATTEMPT, StatusPattern.SUCCESS, REQUEST);
    private static final Facts LIVE = Facts.NONE
            .with(new LiveJob(LIFE, 7, new JobRules(JobKind.RECURRING, Set.of("production"), "patient", Map.of())))
            .withEnvironments(Map.of("production", new Environment("production", true)));

    private final RunStreams begun = new RunStreams();

    @Test
    void aRunNeverStartsBeforeItIsDueWhateverTheClockShows() {
        given(LIVE, triggeredFor(NOON.plusMillis(3))).when(START).expectEvents(startedAt(NOON.plusMillis(3)));
    }

    @Test
    void aRunThatIsLateStartsNow() {
        given(LIVE, triggeredFor(NOON.minusSeconds(9))).when(START).expectEvents(startedAt(NOON));
    }

    @Test
    void aRetryIsDueInTheYear9999AtTheLatest() {
        RetryPolicy policy = new RetryPolicy(
                "Patient", 10, new Backoff.Exponential(Integer.MAX_VALUE, null), true, true, List.of(), List.of());
        RetryPolicyKey key = new RetryPolicyKey(AccountId.DEFAULT, "patient");
        Facts facts = LIVE.withEnvironments(Map.of("production", new Environment("production", true)))
                .withPolicies(Map.of("patient", new RetryPolicyView(key, new UUID(5, 5), 1, policy, NOON, NOON, null)));
        Trigger ninth = new Trigger.Retry(new UUID(6, 6), 9, false, NOON);

        given(facts, triggered(ninth, NOON), startedAt(NOON))
                .when(new CompleteRun(RUN, JOB, ATTEMPT, new RunOutcome.TimedOut("why")))
                .expectSuccessfulHandlerExecution();

        assertThat(begun.all())
                .singleElement()
                .isInstanceOfSatisfying(
                        RunTriggered.class,
                        next -> assertThat(next.dueAt()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999Z")));
    }

    private static RunTriggered triggeredFor(Instant at) {
        return triggered(new Trigger.Scheduled(at, null), at.minusSeconds(60));
    }

    private static RunTriggered triggered(Trigger trigger, Instant at) {
        return new RunTriggered(RUN, "nightly", LIFE, 7, JobKind.RECURRING, "production", trigger, at);
    }

    private static RunStarted startedAt(Instant at) {
        return new RunStarted(RUN, WORKER, ATTEMPT, 7, StatusPattern.SUCCESS, REQUEST, at);
    }

    private TestExecutor<RunAggregate> given(Facts facts, RunEvent... events) {
        AggregateTestFixture<RunAggregate> fixture = new AggregateTestFixture<>(RunAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        fixture.registerRepositoryProvider(begun);
        return fixture.given((Object[]) events);
    }
}
