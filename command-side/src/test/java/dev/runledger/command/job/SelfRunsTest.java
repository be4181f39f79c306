package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.enabled;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.schedule.RandomSchedules;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunIds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfRunsTest {

    @ParameterizedTest
    @CsvSource({
        // The night on which New York's clocks leave out the hour from two to three.
        "30 2 * * *, 2026-03-08T06:59:59Z, 2026-03-08T07:00:00Z",
        "30 2 * * *, 2026-03-08T07:00:00Z, 2026-03-09T06:30:00Z",
        "0 * * * *, 2026-03-08T06:00:00Z, 2026-03-08T07:00:00Z",
        "30 * * * *, 2026-03-08T06:30:00Z, 2026-03-08T07:30:00Z",
        // The one on which they show the hour from one to two again.
        "30 1 * * *, 2026-11-01T05:00:00Z, 2026-11-01T05:30:00Z",
        "30 1 * * *, 2026-11-01T05:30:00Z, 2026-11-02T06:30:00Z",
        "0 * * * *, 2026-11-01T05:00:00Z, 2026-11-01T06:00:00Z"
    })
    void clockChangesAreMetAsTheRulesSay(String schedule, Instant write, Instant next) {
        JobDefinition job = job(schedule, "America/New_York", enabledIn("production"));

        assertThat(at(write).of(job)).isEqualTo(Map.of("production", new NextRun(next, null)));
    }

    @Test
    void environmentsOfOneJobMayChangeTheirClocksOnDifferentNights() {
        JobDefinition job = job(
                "30 2 * * *",
                "Europe/Berlin",
                Map.of("production", enabled(), "development", enabled().with("timezone", "America/New_York")));

        assertThat(at(Instant.parse("2026-03-08T06:00:00Z")).of(job))
                .isEqualTo(Map.of(
                        "production", fires("2026-03-09T01:30:00Z"), "development", fires("2026-03-08T07:00:00Z")));
        assertThat(at(Instant.parse("2026-03-29T00:00:00Z")).of(job))
                .isEqualTo(Map.of(
                        "production", fires("2026-03-29T01:00:00Z"), "development", fires("2026-03-29T06:30:00Z")));
    }

    @Test
    void aOneOffCaresForNoTimeZone() {
        Instant overlap = Instant.parse("2026-11-01T06:30:00Z");
        JobDefinition job = job("2026-11-01T01:30:00-05:00", enabledIn("production"));

        assertThat(at(Instant.parse("2026-10-01T00:00:00Z")).of(job))
                .isEqualTo(
                        Map.of("production", new NextRun(overlap, RunIds.oneOff(JOB, LIFE, "production", overlap, 4))));
    }

    @Test
    void aManualJobNeverRunsByItself() {
        assertThat(at(Instant.EPOCH).of(job(null, enabledIn("production")))).isEmpty();
    }

    @Test
    void whatWaitsStaysWhereItIsUntilTheScheduleChanges() {
        RandomSchedules random = new RandomSchedules(20_260_303);
        for (int i = 0; i < 2_000; i++) {
            ZoneId zone = random.zone();
            Instant now = random.clockChange(zone);
            JobDefinition before = job(random.nightly(), zone.getId(), enabledIn("production"));
            JobDefinition after =
                    random.one(List.of(before, job(random.nightly(), zone.getId(), enabledIn("production"))));
            Instant waited = random.instant();

            NextRun next = Objects.requireNonNull(
                    at(now).of(after, JobView.after(created(before, Map.of())), Map.of("production", waited))
                            .get("production"));

            if (before.equals(after)) {
                assertThat(next.at()).isEqualTo(waited);
            } else {
                assertThat(next).isEqualTo(at(now).of(after).get("production"));
                assertThat(next.at()).isAfter(now);
            }
        }
    }

    private static SelfRuns at(Instant now) {
        return new SelfRuns(JOB, LIFE, 4, now, environment -> true);
    }
}
