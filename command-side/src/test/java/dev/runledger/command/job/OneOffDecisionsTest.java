package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.disabled;
import static dev.runledger.command.job.JobFixture.enabled;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;
import static dev.runledger.command.job.JobFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When the run of a one-off comes into being, as the job's edits decide. */
class OneOffDecisionsTest {

    private static final String MIDNIGHT = "2026-03-02T00:00:00Z";
    private static final String MORNING = "2026-03-01T09:00:00Z";
    private static final JobDefinition AT_MIDNIGHT = job(MIDNIGHT, enabledIn("production"));
    private static final Map<String, NextRun> ARMED = Map.of("production", armed("production", MIDNIGHT, 1));
    private static final JobCreated CREATED = created(AT_MIDNIGHT, ARMED);

    private final JobFixture house = new JobFixture();

    @Test
    void aRunWaitsForTheInstantFromTheVeryBeginning() {
        house.given()
                .when(new CreateJob(JOB, LIFE, AT_MIDNIGHT))
                .expectEvents(new JobCreated(JOB, LIFE, AT_MIDNIGHT, ARMED, NOON));

        assertThat(house.stream(run(id("production", MIDNIGHT, 1)).stream()))
                .containsExactly(begun("production", MIDNIGHT, 1));
        assertThat(house.elsewhere()).hasSize(1);
    }

    @Test
    void eachEnabledEnvironmentHasARunOfItsOwn() {
        JobDefinition job =
                job(MIDNIGHT, Map.of("production", enabled(), "development", enabled(), "staging", disabled()));

        house.given().when(new CreateJob(JOB, LIFE, job)).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere())
                .containsExactlyInAnyOrder(begun("production", MIDNIGHT, 1), begun("development", MIDNIGHT, 1));
    }

    @Test
    void nowIsTheInstantOfTheWriteInWholeMilliseconds() {
        Instant write = NOON.plusNanos(1_999_999);
        String at = "2026-03-01T12:00:00.001Z";
        JobDefinition job = job(" now\t", enabledIn("production"));

        house.given(JobFixture.MANAGED, write)
                .when(new CreateJob(JOB, LIFE, job))
                .expectEvents(new JobCreated(
                        JOB, LIFE, job, Map.of("production", armed("production", at, 1)), Instant.parse(at)));

        assertThat(house.elsewhere()).containsExactly(begun("production", at, 1, Instant.parse(at)));
    }

    @Test
    void aNaiveDatetimeIsUtcAndOneWithAnOffsetIsNot() {
        house.given()
                .when(new CreateJob(JOB, LIFE, job("2026-03-02T00:00", enabledIn("production"))))
                .expectSuccessfulHandlerExecution();
        assertThat(house.elsewhere()).containsExactly(begun("production", MIDNIGHT, 1));

        JobFixture other = new JobFixture();
        other.given()
                .when(new CreateJob(JOB, LIFE, job("2026-03-02T01:00:00+01", enabledIn("production"))))
                .expectSuccessfulHandlerExecution();
        assertThat(other.elsewhere()).containsExactly(begun("production", MIDNIGHT, 1));
    }

    @Test
    void aSlightlyPastInstantIsKeptAsScheduled() {
        house.given()
                .when(new CreateJob(JOB, LIFE, job("2026-03-01T11:58:00Z", enabledIn("production"))))
                .expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun("production", "2026-03-01T11:58:00Z", 1));
    }

    @Test
    void theSameTextKeepsTheRunThatWaits() {
        house.given(CREATED)
                .when(new ReplaceJob(JOB, AT_MIDNIGHT, null))
                .expectEvents(replaced(AT_MIDNIGHT, ARMED, List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void anEnvironmentThatIsEnabledWhileTheInstantIsAheadIsArmedByTheNewVersion() {
        JobDefinition more = job(MIDNIGHT, enabledIn("production", "development"));

        house.given(CREATED)
                .when(new ReplaceJob(JOB, more, null))
                .expectEvents(replaced(
                        more,
                        Map.of(
                                "production", Objects.requireNonNull(ARMED.get("production")),
                                "development", armed("development", MIDNIGHT, 2)),
                        List.of()));
        assertThat(house.elsewhere()).containsExactly(begun("development", MIDNIGHT, 2));
    }

    @Test
    void anEnvironmentThatIsEnabledLaterIsOnlyOpenedToRunNow() {
        opened(MORNING);
        opened("2026-03-01T12:00:00Z");
    }

    @Test
    void nowIsOverForAnEnvironmentThatIsEnabledLater() {
        opened("now");
    }

    private void opened(String schedule) {
        JobDefinition more = job(schedule, enabledIn("production", "development"));

        house.given(created(job(schedule, Map.of("production", disabled())), Map.of()))
                .when(new ReplaceJob(JOB, more, null))
                .expectEvents(replaced(more, Map.of(), List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void anEnvironmentThatWasOnlyOpenedStaysSo() {
        JobDefinition open = job(MORNING, enabledIn("production"));

        house.given(created(open, Map.of()))
                .when(new ReplaceJob(JOB, open, null))
                .expectEvents(replaced(open, Map.of(), List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void anotherTextArmsAnewEvenForTheSameInstant() {
        JobDefinition again = job("2026-03-02T00:00Z", enabledIn("production"));

        house.given(CREATED)
                .when(new ReplaceJob(JOB, again, null))
                .expectEvents(replaced(again, Map.of("production", armed("production", MIDNIGHT, 2)), List.of()));
        assertThat(house.elsewhere()).containsExactly(begun("production", MIDNIGHT, 2));
    }

    @Test
    void aDatetimeThatBecomesNowRunsAtOnce() {
        JobDefinition now = job("now", enabledIn("production"));

        house.given(CREATED).when(new ReplaceJob(JOB, now, null)).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun("production", NOON.toString(), 2));
    }

    @Test
    void disabledItWaitsForNothingAndTheEditTellsSo() {
        JobDefinition off = job(MIDNIGHT, Map.of("production", disabled()));

        house.given(CREATED)
                .when(new ReplaceJob(JOB, off, null))
                .expectEvents(replaced(off, Map.of(), List.of("production")));
        assertThat(house.elsewhere()).isEmpty();
    }

    /** The run of version 1 was canceled when the environment was disabled, so its id cannot serve again. */
    @Test
    void enabledAgainItIsArmedByTheNewVersion() {
        JobReplaced off = replaced(job(MIDNIGHT, Map.of("production", disabled())), Map.of(), List.of("production"));

        house.given(CREATED, off).when(new ReplaceJob(JOB, AT_MIDNIGHT, null)).expectSuccessfulHandlerExecution();

        assertThat(house.elsewhere()).containsExactly(begun("production", MIDNIGHT, 3));
    }

    @Test
    void aOneOffThatBecomesRecurringFiresLikeAnyOther() {
        JobDefinition daily = job("0 6 * * *", enabledIn("production"));

        house.given(CREATED)
                .when(new ReplaceJob(JOB, daily, null))
                .expectEvents(replaced(daily, Map.of("production", fires("2026-03-02T06:00:00Z")), List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void aOneOffThatBecomesManualWaitsForNothing() {
        JobDefinition manual = job(null, enabledIn("production"));

        house.given(CREATED)
                .when(new ReplaceJob(JOB, manual, null))
                .expectEvents(replaced(manual, Map.of(), List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void aRecurringJobThatBecomesAOneOffIsArmed() {
        JobDefinition daily = job("0 6 * * *", enabledIn("production"));

        house.given(created(daily, Map.of("production", fires("2026-03-02T06:00:00Z"))))
                .when(new ReplaceJob(JOB, AT_MIDNIGHT, null))
                .expectEvents(replaced(AT_MIDNIGHT, Map.of("production", armed("production", MIDNIGHT, 2)), List.of()));
        assertThat(house.elsewhere()).containsExactly(begun("production", MIDNIGHT, 2));
    }

    private static NextRun armed(String environment, String at, int version) {
        return new NextRun(Instant.parse(at), id(environment, at, version));
    }

    private static UUID id(String environment, String at, int version) {
        return RunIds.oneOff(JOB, LIFE, environment, Instant.parse(at), version);
    }

    private static RunTriggered begun(String environment, String at, int version) {
        return begun(environment, at, version, NOON);
    }

    private static RunTriggered begun(String environment, String at, int version, Instant triggeredAt) {
        return new RunTriggered(
                run(id(environment, at, version)),
                JOB.slug(),
                LIFE,
                version,
                JobKind.ONE_OFF,
                environment,
                Trigger.Scheduled.once(Instant.parse(at)),
                triggeredAt);
    }

    private static JobReplaced replaced(JobDefinition by, Map<String, NextRun> next, List<String> disabled) {
        return new JobReplaced(JOB, LIFE, 2, by, next, disabled, BEFORE, NOON);
    }
}
