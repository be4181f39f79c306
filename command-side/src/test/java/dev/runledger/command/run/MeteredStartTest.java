package dev.runledger.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.Admission;
import dev.runledger.kernel.account.Allowance;
import dev.runledger.kernel.account.Meter;
import dev.runledger.kernel.account.OveragePolicy;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RetryDecision.GiveUp;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.junit.jupiter.api.Test;

/** What a start is counted by (API.md §7.2). */
class MeteredStartTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID WORKER = new UUID(3, 3);
    private static final UUID ATTEMPT = new UUID(4, 4);
    private static final RequestSnapshot REQUEST = new RequestSnapshot("GET", "https://example.com/", Map.of(), null);
    private static final RunTriggered TRIGGERED = new RunTriggered(
            RUN, "nightly", LIFE, 7, JobKind.MANUAL, "production", new Trigger.Manual(), NOON.minusSeconds(2));
    private static final RunStarted STARTED =
            new RunStarted(RUN, WORKER, ATTEMPT, 7, StatusPattern.SUCCESS, REQUEST, NOON);

    private final List<String> counted = new ArrayList<>();
    private final Meter meter = (run, job, environment, at) -> {
        counted.add(run + " " + job + " " + environment + " " + at);
        return new Admission.Admitted();
    };

    @Test
    void aRunIsCountedWithItsStart() {
        given(meter, TRIGGERED).when(start(7)).expectEvents(STARTED);

        assertThat(counted).containsExactly(RUN.id() + " nightly production " + NOON);
    }

    @Test
    void theSameAttemptThatAsksAgainIsNotCountedAgain() {
        given(meter, TRIGGERED, STARTED).when(start(7)).expectNoEvents();

        assertThat(counted).isEmpty();
    }

    @Test
    void aStartThatIsRefusedIsNotCounted() {
        given(meter, TRIGGERED).when(start(6)).expectException(Refused.class);

        assertThat(counted).isEmpty();
    }

    @Test
    void aRunOverTheAllotmentFailsWithoutHavingStarted() {
        Allowance allowance = Allowance.of(3, 0, new OveragePolicy.Allow());

        given((run, job, environment, at) -> allowance.admit(3), TRIGGERED)
                .when(start(7))
                .expectEvents(new RunFailed(
                        RUN,
                        FailureReason.QUOTA_EXCEEDED,
                        "3 runs are counted this month; the plan includes 3 and stops there",
                        null,
                        NOON,
                        new GiveUp("what is refused by quota is never tried again")));
    }

    private static StartRun start(int version) {
        return new StartRun(RUN, JOB, LIFE, version, WORKER, ATTEMPT, StatusPattern.SUCCESS, REQUEST);
    }

    private static TestExecutor<RunAggregate> given(Meter meter, RunEvent... events) {
        AggregateTestFixture<RunAggregate> fixture = new AggregateTestFixture<>(RunAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(Facts.NONE
                .with(new LiveJob(LIFE, 7, new JobRules(JobKind.MANUAL, Set.of("production"), null, Map.of())))
                .withEnvironments(Map.of("production", new Environment("production", true)))
                .withMeter(meter));
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        return fixture.given((Object[]) events);
    }
}
