package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.schedule.SchedulePreview.Fire;
import dev.runledger.command.schedule.SchedulePreview.Warning;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulePreviewTest {

    private static final String NEW_YORK = "America/New_York";
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.500Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 2 * * MON-FRI    | At 02:30 on Monday to Friday, New York time",
                "30 2 * * *          | At 02:30 every day, New York time",
                "15,45 2,3 * * *     | At 02:15, 02:45, 03:15 and 03:45 every day, New York time",
                "* * * * *           | Every minute, New York time",
                "*/15 * * * *        | Every 15 minutes, New York time",
                "*/15 9-17 * * 1-5   | Every 15 minutes in hours 9 to 17 on Monday to Friday, New York time",
                "* 2 * * *           | Every minute in hour 2 every day, New York time",
                "30 * * * *          | At minute 30 of every hour, New York time",
                "*/40 * * * *        | At minutes 0 and 40 of every hour, New York time",
                "0 9-17 * * *        | At minute 0 of hours 9 to 17 every day, New York time",
                "0 0 1 * *           | At 00:00 on day 1 of the month, New York time",
                "0 0 1-7,15 * *      | At 00:00 on days 1 to 7 and 15 of the month, New York time",
                "0 0 29 2 *          | At 00:00 on day 29 of February, New York time",
                "0 0 1 */3 *         | At 00:00 on day 1 of January, April, July and October, New York time",
                "0 0 * 3-5 *         | At 00:00 every day in March to May, New York time",
                "*/5 * * 2 *         | Every 5 minutes in February, New York time",
                "0 0 * 2 MON         | At 00:00 on Monday in February, New York time",
                "0 0 * * 6,0         | At 00:00 on Saturday and Sunday, New York time",
                "0 0 * * FRI,SAT,SUN | At 00:00 on Friday to Sunday, New York time",
                "0 0 13 * FRI        | At 00:00 on day 13 of the month and also on Friday, New York time",
                "0 0 13 2 FRI        | At 00:00 on day 13 of February and also on Friday in February, New York time",
                "0 0 1 * 0-7         | At 00:00 every day, New York time",
                "0 0 1-31 * MON      | At 00:00 every day, New York time",
                "0 0 1-31 * *        | At 00:00 every day, New York time",
                "@hourly             | At minute 0 of every hour, New York time",
            })
    void aRecurringScheduleIsToldInWords(String text, String words) throws InvalidSchedule {
        SchedulePreview preview = preview(text, NEW_YORK, "2026-01-01T00:00:00Z", 1);

        assertThat(preview.description()).isEqualTo(words);
        assertThat(preview.kind()).isEqualTo("recurring");
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, UTC",
        "Etc/UTC, UTC",
        "America/Argentina/Buenos_Aires, Buenos Aires time",
        "EST5EDT, EST5EDT time",
    })
    void aZoneIsCalledByItsCity(String zone, String called) throws InvalidSchedule {
        assertThat(preview("0 0 * * *", zone, "2026-01-01T00:00:00Z", 1).description())
                .isEqualTo("At 00:00 every day, " + called);
    }

    @Test
    void theOtherFormsHaveOneFireOrNone() throws InvalidSchedule {
        SchedulePreview now = preview("now", "UTC", "2026-05-01T00:00:00Z", 9);
        SchedulePreview later = preview("2026-03-01T12:00:00.250+01:00", "UTC", "2026-05-01T00:00:00Z", 9);

        assertThat(now)
                .isEqualTo(new SchedulePreview(
                        "one_off",
                        "Once, at the moment it is saved",
                        List.of(new Fire(NOW, "2026-01-01T12:00:00.5Z", null)),
                        List.of()));
        assertThat(later.kind()).isEqualTo("one_off");
        assertThat(later.description()).isEqualTo("Once, on 1 March 2026 at 11:00:00 UTC");
        assertThat(later.fires()).extracting(Fire::local).containsExactly("2026-03-01T11:00:00.25Z");
        assertThat(SchedulePreview.manual().fires()).isEmpty();
        assertThat(SchedulePreview.manual().kind()).isEqualTo("manual");
    }

    @Test
    void aMovedFireSaysFromWhere() throws InvalidSchedule {
        SchedulePreview preview = preview("30 2 * * *", NEW_YORK, "2026-03-07T12:00:00Z", 2);

        assertThat(preview.fires())
                .containsExactly(
                        new Fire(
                                Instant.parse("2026-03-08T07:00:00Z"),
                                "2026-03-08T03:00:00-04:00",
                                "Stands in for 02:30, which the clock skips on 2026-03-08."),
                        new Fire(Instant.parse("2026-03-09T06:30:00Z"), "2026-03-09T02:30:00-04:00", null));
        assertThat(preview.warnings())
                .containsExactly(
                        new Warning(
                                "clock_change",
                                "On 2026-03-08 the clock of America/New_York goes from 02:00 to 03:00: one run at 03:00 stands in for 02:30."));
    }

    @Test
    void mergedFiresSayWhichTheyWere() throws InvalidSchedule {
        assertThat(preview("0,20,40 2,3 * * *", NEW_YORK, "2026-03-08T06:00:00Z", 2)
                        .fires())
                .extracting(Fire::note)
                .containsExactly(
                        "Stands in for 02:00, 02:20 and 02:40, which the clock skips on 2026-03-08, and is the run of 03:00 as well.",
                        null);
        assertThat(preview("1-59/2 2 * * *", NEW_YORK, "2026-03-08T06:00:00Z", 1)
                        .fires())
                .extracting(Fire::note)
                .containsExactly("Stands in for 30 times from 02:01 on, which the clock skips on 2026-03-08.");
    }

    @Test
    void aDoubledFireSaysWhichOfTheTwoItIs() throws InvalidSchedule {
        SchedulePreview preview = preview("*/30 1 * * *", NEW_YORK, "2026-11-01T05:00:00Z", 3);

        assertThat(preview.fires())
                .extracting(Fire::note)
                .containsExactly(
                        "The clock shows 01:30 twice on 2026-11-01, as it is set back; this is the first time.",
                        "The second time the clock shows 01:00 on 2026-11-01, as it was set back.",
                        "The second time the clock shows 01:30 on 2026-11-01, as it was set back.");
        assertThat(preview.warnings())
                .containsExactly(
                        new Warning(
                                "clock_change",
                                "On 2026-11-01 the clock of America/New_York goes from 02:00 to 01:00: 01:00 and 01:30 come twice and run both times."));
    }

    @Test
    void aTimeOfTheDayThatComesTwiceRunsOnce() throws InvalidSchedule {
        SchedulePreview preview = preview("30 1 * * *", NEW_YORK, "2026-11-01T00:00:00Z", 1);

        assertThat(preview.fires())
                .extracting(Fire::note)
                .containsExactly(
                        "The clock shows 01:30 twice on 2026-11-01, as it is set back; this is the first time and the only run.");
        assertThat(preview.warnings())
                .extracting(Warning::detail)
                .singleElement()
                .asString()
                .endsWith("01:30 comes twice and runs the first time only.");
    }

    @Test
    void whatAClockChangeLeavesOutIsToldToo() throws InvalidSchedule {
        assertThat(preview("* 2 * * *", NEW_YORK, "2026-03-07T07:59:00Z", 2).warnings())
                .isEmpty();
        assertThat(preview("* 2 * * *", NEW_YORK, "2026-03-07T07:58:00Z", 2).warnings())
                .containsExactly(
                        new Warning(
                                "clock_change",
                                "On 2026-03-08 the clock of America/New_York goes from 02:00 to 03:00: nothing runs for 60 times from 02:00 on, which the clock skips."));
        assertThat(preview("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3)
                        .warnings())
                .containsExactly(
                        new Warning(
                                "clock_change",
                                "On 2011-12-30 the clock of Pacific/Apia goes from 00:00 to 00:00 of 2011-12-31: nothing runs for 12:00, which the clock skips."));
    }

    @Test
    void aClockChangeThatTouchesNothingIsNotMentioned() throws InvalidSchedule {
        assertThat(preview("0 12 * * *", NEW_YORK, "2026-03-01T00:00:00Z", 100).warnings())
                .isEmpty();
        assertThat(preview("30 2 * * *", NEW_YORK, "2026-03-09T00:00:00Z", 100).warnings())
                .isEmpty();
    }

    @Test
    void whatMayNotBeMeantIsWarnedOf() throws InvalidSchedule {
        assertThat(warnings("0 0 13 * FRI")).containsExactly("day_of_month_or_day_of_week");
        assertThat(warnings("0 0 31 * *")).containsExactly("day_missing_in_some_months");
        assertThat(warnings("0 0 31 1,3 *")).isEmpty();
        assertThat(warnings("0 0 28 2 *")).isEmpty();
        assertThat(warnings("0 0 1-31 * *")).isEmpty();
        assertThat(warnings("*/40 */5 * */5 *"))
                .containsExactly("step_does_not_divide", "step_does_not_divide", "step_does_not_divide");
        assertThat(warnings("*/15 */6 * */3 *")).isEmpty();
        assertThat(warnings("0 0 */2 * *")).containsExactly("day_missing_in_some_months", "step_does_not_divide");
        assertThat(warnings("0 0 1 * */2")).containsExactly("day_of_month_or_day_of_week", "step_does_not_divide");
        assertThat(warnings("0 0 */1 * */7")).containsExactly("day_of_month_or_day_of_week");
    }

    @Test
    void warningsNameWhatTheyMean() throws InvalidSchedule {
        assertThat(details("0 0 29 2 *"))
                .containsExactly("There is no day 29 in February but in leap years, and nothing runs in its place.");
        assertThat(details("0 0 31 * *"))
                .containsExactly(
                        "There is no day 31 in February, April, June, September and November, and nothing runs in its place.");
        assertThat(details("*/40 * * * *"))
                .containsExactly(
                        "minute (field 1) is \"*/40\": it begins again at 0 each time, so the last distance is not 40."
                                + " It stands for 0 and 40.");
    }

    private static List<String> warnings(String text) throws InvalidSchedule {
        return preview(text, "UTC", "2026-01-01T00:00:00Z", 3).warnings().stream()
                .map(Warning::code)
                .toList();
    }

    private static List<String> details(String text) throws InvalidSchedule {
        return preview(text, "UTC", "2026-01-01T00:00:00Z", 3).warnings().stream()
                .map(Warning::detail)
                .toList();
    }

    @Test
    void firesEndWithTheLastYearThatCanBeWritten() throws InvalidSchedule {
        assertThat(preview("0 0 1 1 *", "UTC", "9997-06-01T00:00:00Z", 10).fires())
                .extracting(Fire::local)
                .containsExactly("9998-01-01T00:00:00Z", "9999-01-01T00:00:00Z");
    }

    /** Any note or warning can be worded, whatever the zone has gone through. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyZoneCanBePreviewed(long seed) throws InvalidSchedule {
        RandomSchedules random = new RandomSchedules(seed);
        for (ZoneId zone : RandomSchedules.changingZones()) {
            Instant after = random.clockChange(zone).minusSeconds(10_000);
            ScheduleForm form = ScheduleForm.parse(random.nightly());
            assertThat(SchedulePreview.of(form, zone, NOW, after, 20).fires())
                    .hasSize(20)
                    .allSatisfy(fire -> {
                        assertThat(fire.local())
                                .startsWith(fire.at().atZone(zone).toLocalDate().toString());
                        assertThat(fire.at()).isAfter(after);
                    });
        }
    }

    private static SchedulePreview preview(String text, String zone, String after, int count) throws InvalidSchedule {
        return SchedulePreview.of(ScheduleForm.parse(text), TimeZones.require(zone), NOW, Instant.parse(after), count);
    }
}
