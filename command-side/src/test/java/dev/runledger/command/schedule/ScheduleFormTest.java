package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Schedule;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleFormTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"now", " now", "now\t"})
    void nowIsTheInstantOfTheWrite(String text) throws InvalidSchedule {
        assertThat(ScheduleForm.parse(text)).isEqualTo(new ScheduleForm.Now());
        assertThat(Schedule.of(text).kind()).isEqualTo(JobKind.ONE_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T12:00", "  2026-03-01T13:00:00+01:00\t"})
    void aDatetimeIsThatInstant(String text) throws InvalidSchedule {
        assertThat(ScheduleForm.parse(text)).isEqualTo(new ScheduleForm.At(NOON));
        assertThat(Schedule.of(text).kind()).isEqualTo(JobKind.ONE_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@daily", " */5 * * * *", "\t@hourly "})
    void macrosAndFiveFieldsRecur(String text) throws InvalidSchedule {
        assertThat(ScheduleForm.parse(text)).isInstanceOf(ScheduleForm.Cron.class);
        assertThat(Schedule.of(text).kind()).isEqualTo(JobKind.RECURRING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01", "2026-02-30T00:00", "0005-10 * * * *", "2026-"})
    void whatBeginsLikeADatetimeHasToBeOne(String text) {
        assertThat(refusal(text))
                .hasMessageContaining("begins like a datetime")
                .hasMessageContaining("2026-03-01T09:30:00Z");
        assertThat(Schedule.of(text).kind()).isEqualTo(JobKind.ONE_OFF);
    }

    /** The kernel tells the kind of a text that was accepted, so both must take the same for blank. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Now",
                "NOW",
                "now now",
                "now\n",
                "\u2003now",
                "\u00a02026-03-01T12:00",
                "\n2026-03-01T12:00"
            })
    void allElseIsReadAsAnExpressionAndRefused(String text) {
        assertThat(refusal(text).code()).isEqualTo("schedule_invalid");
        assertThat(Schedule.of(text).kind()).isEqualTo(JobKind.RECURRING);
    }

    @Test
    void aOneOffMayBeUpToFiveMinutesLate() {
        ScheduleForm.At late = new ScheduleForm.At(NOON);

        assertThat(late.isPast(NOON.plusSeconds(300))).isFalse();
        assertThat(late.isPast(NOON.plusSeconds(300).plusNanos(1))).isTrue();
    }

    private static InvalidSchedule refusal(String text) {
        return catchThrowableOfType(InvalidSchedule.class, () -> ScheduleForm.parse(text));
    }
}
