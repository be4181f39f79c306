package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compared with a reckoning that asks every minute, over all zones and two centuries; the choice is the same each time. */
class FireTimesPropertyTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final RandomSchedules random = new RandomSchedules(20_260_301);

    @Test
    void theNextFireIsAlwaysLaterAndThereIsOneWithinTwentyYears() {
        for (int i = 0; i < 60_000; i++) {
            String text = random.expression();
            ZoneId zone = random.zone();
            Instant after = random.instant();
            times(text, zone).ifPresent(times -> {
                Instant next = times.next(after);
                assertThat(next)
                        .as("%s %s %s", text, zone, after)
                        .isAfter(after)
                        .isBefore(after.plus(Duration.ofDays(20 * 366)));
            });
        }
    }

    @Test
    void everyClockChangeOfEveryZoneIsMetAsTheRulesSay() {
        for (ZoneId zone : RandomSchedules.changingZones()) {
            List<ZoneOffsetTransition> changes = RandomSchedules.clockChanges(zone);
            for (int i = 0; i < 2; i++) {
                agree(random.nightly(), zone, random.one(changes).getInstant());
            }
        }
    }

    @Test
    void anyExpressionAgreesAroundAnyMoment() {
        for (int i = 0; i < 300; i++) {
            ZoneId zone = random.zone();
            agree(random.expression(), zone, random.clockChange(zone));
        }
    }

    /** Days skipped and repeated, changes of less than a minute, midnight, half an hour, two hours. */
    @Test
    void theOddestClockChangesAgree() {
        agreeOnNights("Pacific/Apia", "2011-12-30T10:00:00Z");
        agreeOnNights("Pacific/Apia", "1892-07-04T12:00:00Z");
        agreeOnNights("Pacific/Kwajalein", "1993-08-21T12:00:00Z");
        agreeOnNights("Asia/Manila", "1844-12-31T16:00:00Z");
        agreeOnNights("Africa/Monrovia", "1972-01-07T00:44:30Z");
        agreeOnNights("America/Sao_Paulo", "2018-11-04T03:00:00Z");
        agreeOnNights("Australia/Lord_Howe", "2026-10-03T15:30:00Z");
        agreeOnNights("Antarctica/Troll", "2026-03-29T01:00:00Z");
        agreeOnNights("Europe/Amsterdam", "1937-07-01T00:00:00Z");
        agreeOnNights("Europe/London", "1968-02-18T02:00:00Z");
    }

    private void agreeOnNights(String zone, String around) {
        for (int i = 0; i < 12; i++) {
            agree(random.nightly(), ZoneId.of(zone), Instant.parse(around));
        }
    }

    /** Next, count and latest, each from the middle of the window and over the whole of it. */
    private static void agree(String text, ZoneId zone, Instant around) {
        Optional<FireTimes> known = times(text, zone);
        if (known.isEmpty()) {
            return;
        }
        FireTimes times = known.get();
        Instant from = around.minus(DAY);
        Instant until = around.plus(DAY);
        String what = text + " " + zone + " around " + around;
        NavigableSet<Instant> expected = new ReferenceFires(text, zone).between(from, until);
        assertThat(walked(times, from, until)).as(what).containsExactlyElementsOf(expected);
        for (Instant at :
                List.of(from, around.minusSeconds(1), around, around.plusSeconds(1), around.plusSeconds(5_000))) {
            Instant end = until.minusNanos(1);
            assertThat(times.count(at, end))
                    .as(what)
                    .isEqualTo(expected.tailSet(at).size());
            assertThat(times.latest(from, at)).as(what).isEqualTo(Optional.ofNullable(expected.floor(at)));
            assertThat(walked(times, at, until)).as(what).containsExactlyElementsOf(expected.tailSet(at));
        }
    }

    private static List<Instant> walked(FireTimes times, Instant from, Instant until) {
        List<Instant> fires = new ArrayList<>();
        for (Instant fire = times.next(from.minusNanos(1)); fire.isBefore(until); fire = times.next(fire)) {
            fires.add(fire);
        }
        return fires;
    }

    @Test
    void countAndLatestAgreeWithAWalkOverYears() {
        for (int i = 0; i < 300; i++) {
            String text = "0 " + random.nightly().split(" ", 2)[1];
            ZoneId zone = random.zone();
            Instant from = random.instant();
            Instant to = from.plus(Duration.ofDays(800));
            times(text, zone).ifPresent(times -> {
                List<Instant> walked = walked(times, from, to);
                assertThat(times.count(from, to.minusNanos(1)))
                        .as("%s %s %s", text, zone, from)
                        .isEqualTo(walked.size());
                assertThat(times.latest(from, to.minusNanos(1)))
                        .as("%s %s %s", text, zone, from)
                        .isEqualTo(walked.isEmpty() ? Optional.empty() : Optional.of(walked.getLast()));
            });
        }
    }

    /** Where the search leaps over years, it must not leap over a fire. */
    @Test
    void rareFiresAgreeOverTheYears() {
        List<String> rare = List.of(
                "30 2 29 2 *",
                "59 23 31 3 *",
                "0 0 1 1 *",
                "30 2 8-14 3 *",
                "30 1 31 10 *",
                "* 2 31 3 *",
                "*/20 * 29 2 *",
                "0 0 4 11 *",
                "0 * 1 11 *",
                "0 12 30 12 *");
        for (int i = 0; i < 60; i++) {
            String text = random.one(rare);
            ZoneId zone = random.zone();
            Instant from = random.instant();
            Instant until = from.plus(Duration.ofDays(9 * 366));
            assertThat(walked(FireTimes.of(text, zone.getId()), from, until))
                    .as("%s %s %s", text, zone, from)
                    .containsExactlyElementsOf(new ReferenceFires(text, zone).between(from, until));
        }
    }

    @Test
    void theSmallestIntervalIsThatOfFourHundredYears() {
        for (int i = 0; i < 60; i++) {
            String text = "7 3 " + random.expression().split(" ", 3)[2];
            times(text, ZoneOffset.UTC)
                    .ifPresent(times -> assertThat(times.smallestInterval())
                            .as(text)
                            .isEqualTo(smallest(times, Duration.ofDays(146_097))));
        }
        for (int i = 0; i < 300; i++) {
            String text = random.expression().replaceAll("(\\S+ \\S+).*", "$1 * * *");
            times(text, ZoneOffset.UTC)
                    .ifPresent(times -> assertThat(times.smallestInterval())
                            .as(text)
                            .isEqualTo(smallest(times, Duration.ofDays(3))));
        }
    }

    private static Duration smallest(FireTimes times, Duration span) {
        Duration smallest = Duration.ofDays(10_000);
        Instant fire = times.next(Instant.EPOCH);
        Instant end = fire.plus(span);
        while (!fire.isAfter(end)) {
            Instant next = times.next(fire);
            Duration distance = Duration.between(fire, next);
            smallest = distance.compareTo(smallest) < 0 ? distance : smallest;
            fire = next;
        }
        return smallest;
    }

    /** Empty where the expression never fires. */
    private static Optional<FireTimes> times(String text, ZoneId zone) {
        try {
            return Optional.of(FireTimes.of(CronExpression.parse(text), zone));
        } catch (InvalidSchedule e) {
            assertThat(e.code()).as(text).isEqualTo("schedule_never_fires");
            return Optional.empty();
        }
    }
}
