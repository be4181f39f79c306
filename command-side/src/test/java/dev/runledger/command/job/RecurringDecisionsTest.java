package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.MANAGED;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.disabled;
import static dev.runledger.command.job.JobFixture.enabled;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a recurring job fires next, as its edits decide. */
class RecurringDecisionsTest {

    private static final String MIDNIGHT = "0 0 * * *";
    private static final NextRun FIRST = fires("2026-02-26T00:00:00Z");
    private static final NextRun NEXT = fires("2026-03-02T00:00:00Z");

    /** What the timetable says at the time of the edit: several fires after what the last edit told. */
    private static final Instant TIMETABLE = Instant.parse("2026-03-02T00:00:00Z");

    private static final JobDefinition DAILY = job(MIDNIGHT, enabledIn("production"));
    private static final JobCreated CREATED = created(DAILY, Map.of("production", FIRST));

    private final JobFixture house = new JobFixture();

    @Test
    void aNewJobWaitsForItsNextFireInEachEnabledEnvironment() {
        JobDefinition job = job(
                MIDNIGHT,
                "Asia/Tokyo",
                Map.of(
                        "production", enabled(),
                        "development", enabled().with("schedule", "30 6 * * *").with("timezone", "America/New_York"),
                        "staging", enabled().with("timezone", "UTC"),
                        "elsewhere", disabled(),
                        "nowhere", new Overlay(Map.of())));

        house.given(JobFixture.managing("production", "development", "staging", "elsewhere", "nowhere"), NOON)
                .when(new CreateJob(JOB, LIFE, job))
                .expectEvents(new JobCreated(
                        JOB,
                        LIFE,
                        job,
                        Map.of(
                                "production", fires("2026-03-01T15:00:00Z"),
                                "development", fires("2026-03-02T11:30:00Z"),
                                "staging", fires("2026-03-02T00:00:00Z")),
                        NOON));
        assertThat(house.elsewhere()).isEmpty();
    }

    @Test
    void aFireAtTheVeryInstantOfTheWriteIsOver() {
        house.given()
                .when(new CreateJob(JOB, LIFE, job("0 12 * * *", enabledIn("production"))))
                .expectEvents(new JobCreated(
                        JOB,
                        LIFE,
                        job("0 12 * * *", enabledIn("production")),
                        Map.of("production", fires("2026-03-02T12:00:00Z")),
                        NOON));
    }

    @Test
    void anEditThatLeavesTheScheduleAloneKeepsTheNextFire() {
        JobDefinition slower = job(MIDNIGHT, Map.of("production", enabled().with("timeout", 90)));

        replaced(slower, Map.of("production", new NextRun(TIMETABLE, null)));
    }

    @Test
    void anInstantThatIsDueAlreadyIsKeptToo() {
        house.given(MANAGED.withNextFires(Map.of("production", NOON.minusSeconds(5))), NOON, CREATED)
                .when(new ReplaceJob(JOB, DAILY, null))
                .expectEvents(event(DAILY, Map.of("production", new NextRun(NOON.minusSeconds(5), null)), List.of()));
    }

    @Test
    void utcWrittenOutIsTheSameTimeZone() {
        replaced(job(MIDNIGHT, "UTC", enabledIn("production")), Map.of("production", new NextRun(TIMETABLE, null)));
    }

    @Test
    void theSameScheduleMovedIntoTheEntryIsTheSame() {
        replaced(
                job("0 5 * * *", Map.of("production", enabled().with("schedule", MIDNIGHT))),
                Map.of("production", new NextRun(TIMETABLE, null)));
    }

    @Test
    void anotherScheduleCountsFromNow() {
        replaced(job("30 12 * * *", enabledIn("production")), Map.of("production", fires("2026-03-01T12:30:00Z")));
    }

    @Test
    void anotherTimeZoneCountsFromNow() {
        replaced(
                job(MIDNIGHT, "Asia/Tokyo", enabledIn("production")),
                Map.of("production", fires("2026-03-01T15:00:00Z")));
    }

    @Test
    void anotherBaseDoesNotMoveAnEnvironmentThatOverridesIt() {
        Map<String, Overlay> entries = Map.of(
                "production", enabled().with("schedule", "@weekly").with("timezone", "UTC"), "development", enabled());
        Map<String, NextRun> before = Map.of("production", fires("2026-03-08T00:00:00Z"), "development", FIRST);

        JobDefinition moved = job("0 6 * * *", "Asia/Tokyo", entries);

        house.given(
                        MANAGED.withNextFires(Map.of("production", TIMETABLE, "development", TIMETABLE)),
                        NOON,
                        created(job(MIDNIGHT, entries), before))
                .when(new ReplaceJob(JOB, moved, null))
                .expectEvents(event(
                        moved,
                        Map.of(
                                "production",
                                new NextRun(TIMETABLE, null),
                                "development",
                                fires("2026-03-01T21:00:00Z")),
                        List.of()));
    }

    @Test
    void anEnvironmentThatIsEnabledCountsFromNow() {
        replaced(
                job(MIDNIGHT, enabledIn("production", "development")),
                Map.of("production", new NextRun(TIMETABLE, null), "development", NEXT));
    }

    @Test
    void disabledOrRemovedEnvironmentsWaitForNothing() {
        JobDefinition before = job(MIDNIGHT, enabledIn("production", "development", "staging"));
        JobDefinition after = job(MIDNIGHT, Map.of("production", enabled(), "development", disabled()));

        house.given(
                        MANAGED.withNextFires(
                                Map.of("production", TIMETABLE, "development", TIMETABLE, "staging", TIMETABLE)),
                        NOON,
                        created(before, Map.of("production", FIRST, "development", FIRST, "staging", FIRST)))
                .when(new ReplaceJob(JOB, after, null))
                .expectEvents(event(
                        after, Map.of("production", new NextRun(TIMETABLE, null)), List.of("development", "staging")));
    }

    @Test
    void anEntryThatWasDisabledBeforeIsNotDisabledByTheEdit() {
        JobDefinition off = job(MIDNIGHT, Map.of("production", disabled()));

        house.given(created(off, Map.of()))
                .when(new ReplaceJob(JOB, off, null))
                .expectEvents(event(off, Map.of(), List.of()));
    }

    @Test
    void whatTheTimetableDoesNotKnowCountsFromNow() {
        house.given(CREATED)
                .when(new ReplaceJob(JOB, DAILY, null))
                .expectEvents(event(DAILY, Map.of("production", NEXT), List.of()));
    }

    @Test
    void aRecurringJobThatBecomesManualWaitsForNothing() {
        replaced(job(null, enabledIn("production")), Map.of());
    }

    @Test
    void aManualJobThatBecomesRecurringCountsFromNow() {
        house.given(created(job(null, enabledIn("production")), Map.of()))
                .when(new ReplaceJob(JOB, DAILY, null))
                .expectEvents(event(DAILY, Map.of("production", NEXT), List.of()));
    }

    /** Replaces a daily job whose timetable has moved on since it was created. */
    @Test
    void anEditComesAfterWhatHasFiredThoughTheClockWasSetBackSince() {
        JobDefinition halfPast = job("30 * * * *", enabledIn("production"));
        Instant one = Instant.parse("2026-03-01T13:00:00Z");

        house.given(
                        waitingFor(one.plusSeconds(3600)),
                        NOON,
                        created(job("0 * * * *", enabledIn("production")), Map.of()))
                .when(new ReplaceJob(JOB, halfPast, null))
                .expectEvents(new JobReplaced(
                        JOB,
                        LIFE,
                        2,
                        halfPast,
                        Map.of("production", fires("2026-03-01T13:30:00Z")),
                        List.of(),
                        BEFORE,
                        one));
    }

    @Test
    void aClockThatWasYearsAheadKeepsNoEditedJobWaiting() {
        JobDefinition noon = job("30 12 * * *", enabledIn("production"));

        house.given(waitingFor(Instant.parse("2099-01-01T00:00:00Z")), NOON, CREATED)
                .when(new ReplaceJob(JOB, noon, null))
                .expectEvents(event(noon, Map.of("production", fires("2026-03-01T12:30:00Z")), List.of()));
    }

    @Test
    void aSecondEditWhoseClockIsABitBehindComesNoEarlierThanTheFirst() {
        JobReplaced later = new JobReplaced(
                JOB, LIFE, 2, DAILY, Map.of("production", FIRST), List.of(), BEFORE, NOON.plusSeconds(2));

        house.given(MANAGED.withNextFires(Map.of("production", TIMETABLE)), NOON, CREATED, later)
                .when(new ReplaceJob(JOB, DAILY, null))
                .expectEvents(new JobReplaced(
                        JOB,
                        LIFE,
                        3,
                        DAILY,
                        Map.of("production", new NextRun(TIMETABLE, null)),
                        List.of(),
                        BEFORE,
                        NOON.plusSeconds(2)));
    }

    @Test
    void aJobWaitsForNothingWhereItsEnvironmentIsNotManaged() {
        JobDefinition both = job(MIDNIGHT, enabledIn("production", "development"));
        Facts facts = JobFixture.managing("production").withNextFires(Map.of("production", TIMETABLE));

        house.given(facts, NOON, created(both, Map.of("production", FIRST, "development", FIRST)))
                .when(new ReplaceJob(JOB, both, null))
                .expectEvents(event(both, Map.of("production", new NextRun(TIMETABLE, null)), List.of()));
    }

    private static Facts waitingFor(Instant next) {
        return MANAGED.withNextFires(Map.of("production", next));
    }

    private void replaced(JobDefinition by, Map<String, NextRun> next) {
        house.given(MANAGED.withNextFires(Map.of("production", TIMETABLE)), NOON, CREATED)
                .when(new ReplaceJob(JOB, by, null))
                .expectEvents(event(by, next, List.of()));
        assertThat(house.elsewhere()).isEmpty();
    }

    private static JobReplaced event(JobDefinition by, Map<String, NextRun> next, List<String> disabled) {
        return new JobReplaced(JOB, LIFE, 2, by, next, disabled, BEFORE, NOON);
    }
}
