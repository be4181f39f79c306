package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FireTimesTest {

    private static final String NEW_YORK = "America/New_York";

    @ParameterizedTest
    @CsvSource({
        "@yearly,   2027-01-01T00:00:00Z",
        "@annually, 2027-01-01T00:00:00Z",
        "@monthly,  2026-04-01T00:00:00Z",
        "@weekly,   2026-03-15T00:00:00Z",
        "@daily,    2026-03-12T00:00:00Z",
        "@midnight, 2026-03-12T00:00:00Z",
        "@hourly,   2026-03-11T11:00:00Z",
    })
    void aMacroStandsForItsExpression(String macro, String next) {
        assertThat(next(macro, null, "2026-03-11T10:00:00Z")).isEqualTo(next);
    }

    @Test
    void leapDaysAreFoundOverTheYearsThatHaveNone() {
        assertThat(next("0 0 29 2 *", null, "1896-02-29T00:00:00Z")).isEqualTo("1904-02-29T00:00:00Z");
        assertThat(next("0 0 29 2 *", null, "1996-02-29T00:00:00Z")).isEqualTo("2000-02-29T00:00:00Z");
        assertThat(next("0 0 29 2 *", null, "2096-02-29T00:00:00Z")).isEqualTo("2104-02-29T00:00:00Z");
        assertThat(next("0 0 29 2 *", NEW_YORK, "2096-03-01T00:00:00Z")).isEqualTo("2104-02-29T05:00:00Z");
    }

    @Test
    void monthsAndYearsEndWhereTheyShould() {
        assertThat(next("59 23 31 12 *", null, "1899-12-31T23:59:00Z")).isEqualTo("1900-12-31T23:59:00Z");
        assertThat(next("0 0 31 * *", null, "2026-03-31T00:00:00Z")).isEqualTo("2026-05-31T00:00:00Z");
        assertThat(next("* * * * *", null, "1969-12-31T23:59:59.999Z")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(next("* * * * *", null, "-0001-12-31T23:59:59Z")).isEqualTo("0000-01-01T00:00:00Z");
        assertThat(next("0 0 1 1 *", null, "9999-06-01T00:00:00Z")).isEqualTo("+10000-01-01T00:00:00Z");
    }

    @Test
    void aFractionOfASecondBeforeAFireItIsStillToCome() {
        assertThat(next("0 0 * * *", null, "2026-03-10T23:59:59.999999999Z")).isEqualTo("2026-03-11T00:00:00Z");
        assertThat(next("0 0 * * *", null, "2026-03-11T00:00:00.000000001Z")).isEqualTo("2026-03-12T00:00:00Z");
    }

    /** The fire that stands in for 02:15 and 02:45 is at 03:00, when there is a regular one. */
    @Test
    void missedTimesAndARegularFireAfterTheGapAreOne() {
        FireTimes times = FireTimes.of("15,45,0 2,3 * * *", NEW_YORK);

        assertThat(Stream.iterate(times.next(at("2026-03-08T06:00:00Z")), times::next)
                        .limit(3))
                .containsExactly(at("2026-03-08T07:00:00Z"), at("2026-03-08T07:15:00Z"), at("2026-03-08T07:45:00Z"));
        assertThat(times.count(at("2026-03-08T07:00:00Z"), at("2026-03-08T07:00:00Z")))
                .isEqualTo(1);
    }

    @Test
    void aGapOfADayIsNotMadeUpForButSearchedBeyond() {
        assertThat(next("0 12 30 12 *", "Pacific/Apia", "2011-01-01T00:00:00Z")).isEqualTo("2012-12-29T22:00:00Z");
        assertThat(next("0 12 * * *", "Pacific/Apia", "2011-12-29T22:00:00Z")).isEqualTo("2011-12-30T22:00:00Z");
        assertThat(FireTimes.of("0 12 30 12 *", "Pacific/Apia")
                        .count(at("2011-01-01T00:00:00Z"), at("2012-01-01T00:00:00Z")))
                .isZero();
    }

    @Test
    void aRhythmMeetsTheRepeatedHourAgain() {
        FireTimes times = FireTimes.of("*/30 1 1 11 *", NEW_YORK);

        assertThat(Stream.iterate(times.next(at("2026-01-01T00:00:00Z")), times::next)
                        .limit(4))
                .extracting(Instant::toString)
                .containsExactly(
                        "2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z");
    }

    @Test
    void theLatestFireIsWithinBothBounds() {
        FireTimes times = FireTimes.of("0 0 29 2 *", NEW_YORK);
        Instant fire = at("2024-02-29T05:00:00Z");

        assertThat(times.latest(Instant.EPOCH, at("2027-06-01T00:00:00Z"))).contains(fire);
        assertThat(times.latest(fire, fire)).contains(fire);
        assertThat(times.latest(fire.minusNanos(1), fire)).contains(fire);
        assertThat(times.latest(fire.plusNanos(1), at("2027-06-01T00:00:00Z"))).isEmpty();
        assertThat(times.latest(Instant.EPOCH, fire.minusNanos(1))).contains(at("2020-02-29T05:00:00Z"));
        assertThat(times.latest(fire, fire.minusSeconds(1))).isEmpty();
    }

    @Test
    void aLongDowntimeIsCountedWithoutAWalk() {
        FireTimes everyMinute = FireTimes.of("* * * * *", NEW_YORK);
        Instant from = at("1900-01-01T00:00:00Z");
        Instant to = at("2100-01-01T00:00:00Z");

        assertThat(everyMinute.count(from, to))
                .isEqualTo(Duration.between(from, to).toMinutes() + 1);
        assertThat(everyMinute.count(to, from)).isZero();
        assertThat(everyMinute.latest(from, to)).contains(to);
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *,           PT1M",
        "*/15 * * * *,        PT15M",
        "*/40 * * * *,        PT20M",
        "0 */5 * * *,         PT4H",
        "'0,59 * * * *',      PT1M",
        "'59,0 23,0 * * *',   PT1M",
        "30 2 * * *,          PT24H",
        "0 0 * * MON,         PT168H",
        "0 0 * * MON-FRI,     PT24H",
        "'0 0 1,31 * *',      PT24H",
        "'0 23,0 1,15 * *',   PT23H",
        "0 0 1 * *,           PT672H",
        "0 0 29 2 *,          PT35064H",
        "'0 0 29 2,3 *',      PT696H",
    })
    void theSmallestIntervalIsThatOfAnyTwoFires(String text, Duration smallest) {
        assertThat(FireTimes.of(text, NEW_YORK).smallestInterval()).isEqualTo(smallest);
    }

    @Test
    void textsThatWereNeverValidAreTheCallersFault() {
        assertThatThrownBy(() -> FireTimes.of("0 22-6 * * *", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FireTimes.of("0 0 * * *", "+05:00")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FireTimes.of("0 0 31 2 *", null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itMayBeAskedByManyThreadsInAnyOrder() {
        FireTimes times = FireTimes.of("30 1,2 * * *", NEW_YORK);
        List<Instant> moments = Stream.iterate(at("2020-01-01T00:00:00Z"), moment -> moment.plusSeconds(7_777_777))
                .limit(2_000)
                .toList();
        List<Instant> alone = moments.stream().map(times::next).toList();

        assertThat(moments.parallelStream().map(times::next).toList()).isEqualTo(alone);
    }

    private static String next(String text, @Nullable String zone, String after) {
        return FireTimes.of(text, zone).next(at(after)).toString();
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
