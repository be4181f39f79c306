package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.MANAGED;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.enabled;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;
import static dev.runledger.command.job.JobFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.Test;

/** What becomes of an instant that has come. */
class FireDecisionsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant ONE = NOON.plus(HOUR);
    private static final JobDefinition HOURLY = job("0 * * * *", enabledIn("production"));
    private static final JobCreated CREATED = created(HOURLY, Map.of("production", fires("2026-03-01T08:00:00Z")));

    private final JobFixture house = new JobFixture();

    @Test
    void anInstantThatHasComeBecomesARunAndTheNextIsDecidedWithIt() {
        RunTriggered expected = begun(1, NOON, ONE, NOON);

        fired(NOON, NOON, CREATED).expectNoEvents().expectResultMessagePayload(RunView.first(expected));

        assertThat(house.stream(expected.run().stream())).containsExactly(expected);
        assertThat(house.elsewhere()).hasSize(1);
    }

    @Test
    void aRunTellsTheVersionThatItFiredUnder() {
        JobReplaced edited = new JobReplaced(
                JOB, LIFE, 2, HOURLY, Map.of("production", fires("2026-03-01T12:00:00Z")), List.of(), BEFORE, BEFORE);

        fired(NOON, NOON, CREATED, edited).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun(2, NOON, ONE, NOON));
    }

    @Test
    void theEntrysOwnScheduleAndTimeZoneCount() {
        JobDefinition job = job(
                "0 * * * *",
                Map.of("production", enabled().with("schedule", "0 21 * * *").with("timezone", "Asia/Tokyo")));

        fired(NOON, NOON, created(job, Map.of("production", fires("2026-03-01T12:00:00Z"))))
                .expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun(1, NOON, NOON.plus(Duration.ofDays(1)), NOON));
    }

    @Test
    void anInstantThatIsNoLongerWaitedForFiresNothing() {
        house.nothing(house.given(waitingFor(ONE), NOON, CREATED).when(fire(NOON)));
        house.nothing(house.given(MANAGED, NOON, CREATED).when(fire(NOON)));
        house.nothing(house.given(MANAGED.withNextFires(Map.of("development", NOON)), NOON, CREATED)
                .when(fire(NOON)));
    }

    @Test
    void anInstantThatHadRunBeforeIsPassedOver() {
        house.given(waitingFor(NOON), NOON, CREATED).when(fire(NOON).again()).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(skipped(NOON, NOON, 1, "it had run before", ONE, NOON));
    }

    @Test
    void aDeletedJobFiresNothing() {
        JobDeleted deleted = new JobDeleted(JOB, LIFE, 1, HOURLY, BEFORE, BEFORE, null);

        house.nothing(fired(NOON, NOON, CREATED, deleted));
    }

    @Test
    void ofSeveralInstantsTheLatestRunsAndTheOthersAreOneGap() {
        Instant eight = NOON.minus(Duration.ofHours(4));
        Instant now = NOON.plus(Duration.ofMinutes(10));
        RunTriggered run = begun(1, NOON, ONE, now);
        FiresSkipped gap = skipped(eight, NOON.minus(HOUR), 4, "a later instant had come due as well", ONE, now);

        fired(eight, now, CREATED).expectNoEvents().expectResultMessagePayload(RunView.first(run));

        assertThat(house.elsewhere()).containsExactlyInAnyOrder(run, gap);
        assertThat(house.stream(gap.stream())).containsExactly(gap);
        assertThat(house.stream(run.run().stream())).containsExactly(run);
    }

    @Test
    void aGapMayBeASingleInstant() {
        Instant eleven = NOON.minus(HOUR);

        fired(eleven, NOON, CREATED).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere())
                .containsExactlyInAnyOrder(
                        begun(1, NOON, ONE, NOON),
                        skipped(eleven, eleven, 1, "a later instant had come due as well", ONE, NOON));
    }

    @Test
    void whatIsTooLateIsOnlySkipped() {
        JobDefinition daily = job("0 0 * * *", enabledIn("production"));
        Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
        Instant lastWeek = midnight.minus(Duration.ofDays(7));

        fired(lastWeek, NOON, created(daily, Map.of("production", fires("2026-02-22T00:00:00Z"))))
                .expectNoEvents()
                .expectResultMessagePayload(null);

        assertThat(house.elsewhere())
                .containsExactly(skipped(
                        lastWeek, midnight, 8, "came due more than PT1H ago", midnight.plus(Duration.ofDays(1)), NOON));
    }

    @Test
    void exactlyAtTheEndOfTheWindowAFireStillRuns() {
        JobDefinition daily = job("0 12 * * *", enabledIn("production"));
        JobCreated created = created(daily, Map.of("production", fires("2026-03-01T12:00:00Z")));
        Instant tomorrow = NOON.plus(Duration.ofDays(1));

        fired(NOON, ONE, created).expectSuccessfulHandlerExecution();
        assertThat(house.elsewhere()).containsExactly(begun(1, NOON, tomorrow, ONE));

        JobFixture later = new JobFixture();
        later.given(waitingFor(NOON), ONE.plusMillis(1), created)
                .when(fire(NOON))
                .expectSuccessfulHandlerExecution();
        assertThat(later.elsewhere())
                .containsExactly(skipped(NOON, NOON, 1, "came due more than PT1H ago", tomorrow, ONE.plusMillis(1)));
    }

    /** Nodes' clocks differ a little, and the one that asks may be ahead. */
    @Test
    void aFireIsNeverEarly() {
        fired(NOON, NOON.minusMillis(30), CREATED).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun(1, NOON, ONE, NOON));
    }

    private ResultValidator<JobAggregate> fired(Instant due, Instant now, JobEvent... events) {
        return house.given(waitingFor(due), now, events).when(fire(due));
    }

    private static Facts waitingFor(Instant due) {
        return MANAGED.withNextFires(Map.of("production", due));
    }

    private static FireJob fire(Instant at) {
        return new FireJob(JOB, "production", at, HOUR);
    }

    private static RunTriggered begun(int version, Instant at, Instant next, Instant triggeredAt) {
        return new RunTriggered(
                run(RunIds.fire(JOB, LIFE, "production", at)),
                JOB.slug(),
                LIFE,
                version,
                JobKind.RECURRING,
                "production",
                new Trigger.Scheduled(at, next),
                triggeredAt);
    }

    private static FiresSkipped skipped(Instant from, Instant to, long count, String reason, Instant next, Instant at) {
        return new FiresSkipped(JOB, LIFE, 1, "production", from, to, count, reason, next, at);
    }
}
