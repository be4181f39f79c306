package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.job.DueFire.Gap;
import dev.runledger.command.schedule.FireTimes;
import dev.runledger.command.schedule.RandomSchedules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueFireTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final FireTimes HOURLY = FireTimes.of("0 * * * *", null);

    private final RandomSchedules random = new RandomSchedules(20_260_302);

    @Test
    void anInstantThatHasJustComeRuns() {
        assertThat(decided(HOURLY, "12:00:00Z", "12:00:00.004Z"))
                .isEqualTo(new DueFire.Run(at("12:00:00Z"), Optional.empty(), at("13:00:00Z")));
    }

    @Test
    void theInstantBeforeTheNextStillRuns() {
        assertThat(decided(HOURLY, "12:00:00Z", "12:59:59.999Z"))
                .isEqualTo(new DueFire.Run(at("12:00:00Z"), Optional.empty(), at("13:00:00Z")));
    }

    @Test
    void theLatestRunsAndWhatWasBeforeIsOneGap() {
        assertThat(decided(HOURLY, "09:00:00Z", "12:00:00Z"))
                .isEqualTo(new DueFire.Run(
                        at("12:00:00Z"), Optional.of(new Gap(at("09:00:00Z"), at("11:00:00Z"), 3)), at("13:00:00Z")));
    }

    @Test
    void exactlyAtTheWindowsEndItRunsAndAMomentLaterItDoesNot() {
        FireTimes daily = FireTimes.of("0 9 * * *", null);
        Instant tomorrow = at("09:00:00Z").plus(Duration.ofDays(1));

        assertThat(decided(daily, "09:00:00Z", "10:00:00Z"))
                .isEqualTo(new DueFire.Run(at("09:00:00Z"), Optional.empty(), tomorrow));
        assertThat(decided(daily, "09:00:00Z", "10:00:00.001Z"))
                .isEqualTo(new DueFire.Skip(new Gap(at("09:00:00Z"), at("09:00:00Z"), 1), tomorrow));
    }

    @Test
    void withoutAWindowOnlyTheVeryMomentRuns() {
        assertThat(DueFire.decide(HOURLY, at("12:00:00Z"), at("12:00:00Z"), Duration.ZERO))
                .isInstanceOf(DueFire.Run.class);
        assertThat(DueFire.decide(HOURLY, at("12:00:00Z"), at("12:00:00.001Z"), Duration.ZERO))
                .isInstanceOf(DueFire.Skip.class);
    }

    /** 01:30 comes twice on that night: for a time of the day only the first counts. */
    @Test
    void theRepeatedHourIsNoSecondInstantOfATimeOfTheDay() {
        FireTimes nightly = FireTimes.of("30 1 * * *", "America/New_York");

        assertThat(DueFire.decide(
                        nightly, Instant.parse("2026-11-01T05:30:00Z"), Instant.parse("2026-11-01T06:30:00Z"), HOUR))
                .isEqualTo(new DueFire.Run(
                        Instant.parse("2026-11-01T05:30:00Z"),
                        Optional.empty(),
                        Instant.parse("2026-11-02T06:30:00Z")));
    }

    @Test
    void aRhythmGoesOnThroughTheRepeatedHour() {
        FireTimes hourly = FireTimes.of("0 * * * *", "America/New_York");

        assertThat(DueFire.decide(
                        hourly, Instant.parse("2026-11-01T05:00:00Z"), Instant.parse("2026-11-01T07:00:00Z"), HOUR))
                .isEqualTo(new DueFire.Run(
                        Instant.parse("2026-11-01T07:00:00Z"),
                        Optional.of(new Gap(
                                Instant.parse("2026-11-01T05:00:00Z"), Instant.parse("2026-11-01T06:00:00Z"), 2)),
                        Instant.parse("2026-11-01T08:00:00Z")));
    }

    @Test
    void whatTheClockLeftOutRunsAtTheFirstInstantAfter() {
        FireTimes nightly = FireTimes.of("30 2 * * *", "America/New_York");
        Instant due = Instant.parse("2026-03-08T07:00:00Z");

        assertThat(DueFire.decide(nightly, due, due.plusSeconds(1), HOUR))
                .isEqualTo(new DueFire.Run(due, Optional.empty(), Instant.parse("2026-03-09T06:30:00Z")));
    }

    /** A newer tz database has other rules than the one by which the instant was reckoned. */
    @Test
    void anInstantThatIsNoLongerOneOfTheScheduleRunsOrIsSkippedAllTheSame() {
        assertThat(decided(HOURLY, "11:30:00Z", "11:31:00Z"))
                .isEqualTo(new DueFire.Run(at("11:30:00Z"), Optional.empty(), at("12:00:00Z")));
        assertThat(decided(HOURLY, "11:30:00Z", "12:00:00Z"))
                .isEqualTo(new DueFire.Run(
                        at("12:00:00Z"), Optional.of(new Gap(at("11:30:00Z"), at("11:30:00Z"), 1)), at("13:00:00Z")));
        assertThat(decided(HOURLY, "10:30:00Z", "12:00:00Z"))
                .isEqualTo(new DueFire.Run(
                        at("12:00:00Z"), Optional.of(new Gap(at("10:30:00Z"), at("11:00:00Z"), 2)), at("13:00:00Z")));
    }

    @Test
    void everyInstantThatHasComeIsTheRunOrInTheGap() {
        for (int i = 0; i < 4_000; i++) {
            ZoneId zone = random.zone();
            FireTimes times = FireTimes.of(random.nightly(), zone.getId());
            Instant due = times.next(random.clockChange(zone).minus(Duration.ofDays(1)));
            Duration late = random.one(
                    List.of(Duration.ZERO, Duration.ofMillis(7), Duration.ofMinutes(31), HOUR, Duration.ofHours(30)));
            Duration window = random.one(List.of(Duration.ZERO, Duration.ofMinutes(1), HOUR, Duration.ofDays(1)));
            agrees(times, due, due.plus(late), window, zone + " " + due + " " + late + " " + window);
        }
    }

    private static void agrees(FireTimes times, Instant due, Instant now, Duration window, String what) {
        List<Instant> come = walked(times, due, now);
        DueFire decided = DueFire.decide(times, due, now, window);
        List<Instant> told = new ArrayList<>();
        gap(decided).ifPresent(gap -> {
            told.addAll(walked(times, gap.from(), gap.to()));
            assertThat(told)
                    .as(what)
                    .hasSize((int) gap.count())
                    .startsWith(gap.from())
                    .endsWith(gap.to());
        });
        if (decided instanceof DueFire.Run run) {
            told.add(run.at());
            assertThat(Duration.between(run.at(), now)).as(what).isBetween(Duration.ZERO, window);
        } else {
            assertThat(Duration.between(come.getLast(), now)).as(what).isGreaterThan(window);
        }
        assertThat(told).as(what).containsExactlyElementsOf(come);
        assertThat(decided.next()).as(what).isAfter(now).isEqualTo(times.next(come.getLast()));
    }

    private static Optional<Gap> gap(DueFire decided) {
        return switch (decided) {
            case DueFire.Run run -> run.before();
            case DueFire.Skip skip -> Optional.of(skip.gap());
        };
    }

    private static List<Instant> walked(FireTimes times, Instant from, Instant to) {
        List<Instant> fires = new ArrayList<>();
        for (Instant fire = times.next(from.minusMillis(1)); !fire.isAfter(to); fire = times.next(fire)) {
            fires.add(fire);
        }
        return fires;
    }

    private static DueFire decided(FireTimes times, String due, String now) {
        return DueFire.decide(times, at(due), at(now), HOUR);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time);
    }
}
