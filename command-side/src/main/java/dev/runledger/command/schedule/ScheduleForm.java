package dev.runledger.command.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** What a schedule's text is: three forms, told apart by how it begins (API.md §3.1). */
public sealed interface ScheduleForm {

    /** Fires whenever the expression matches. */
    record Cron(CronExpression expression) implements ScheduleForm {}

    /** Fires once, at the instant of the write. */
    record Now() implements ScheduleForm {}

    /** Fires once, at an instant. */
    record At(Instant instant) implements ScheduleForm {

        /** How late a one-off may be asked for; clients turn "now" into the second that has just begun. */
        private static final Duration GRACE = Duration.ofMinutes(5);

        /** Too long ago to be meant (API.md §3.1: {@code schedule_in_past}). */
        public boolean isPast(Instant now) {
            return instant.isBefore(now.minus(GRACE));
        }
    }

    /** How a datetime begins. */
    Pattern DATETIME_START = Pattern.compile("[0-9]{4}-");

    /** @throws InvalidSchedule if it is of none of the forms */
    static ScheduleForm parse(String text) throws InvalidSchedule {
        String form = ScheduleText.trim(text);
        if (form.equals("now")) {
            return new Now();
        }
        return DATETIME_START.matcher(form).lookingAt() ? datetime(form) : new Cron(CronExpression.parse(form));
    }

    private static ScheduleForm datetime(String text) throws InvalidSchedule {
        return Datetimes.parse(text)
                .map(At::new)
                .orElseThrow(() -> InvalidSchedule.because("The schedule " + ScheduleText.quote(text)
                        + " begins like a datetime and is none; write " + Datetimes.EXPECTED
                        + ", or now, a macro such as @daily, or five cron fields."));
    }
}
