package dev.runledger.command.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Datetimes as clients send them: seconds, their fraction and the offset may be left out (API.md §3.1). */
public final class Datetimes {

    /** What ends "must be …". */
    public static final String EXPECTED =
            "a datetime such as 2026-03-01T09:30:00Z, with an offset such as +02:00, or with none for UTC";

    private static final Pattern FORM = Pattern.compile("(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})"
            + "T(?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\\.(?<fraction>[0-9]{1,9}))?)?"
            + "(?<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?");

    /** What is written with four digits again. */
    private static final int LAST_YEAR = 9999;

    private Datetimes() {}

    /** The instant, in whole milliseconds; empty if it is of another form, not on the calendar, or outside of years 0–9999. */
    public static Optional<Instant> parse(String text) {
        Matcher form = FORM.matcher(ScheduleText.trim(text));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime utc = written(form)
                    .atOffset(offset(form.group("offset")))
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime();
            return utc.getYear() < 0 || utc.getYear() > LAST_YEAR
                    ? Optional.empty()
                    : Optional.of(utc.toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalDateTime written(Matcher form) {
        LocalDate date = LocalDate.of(number(form, "year"), number(form, "month"), number(form, "day"));
        return date.atTime(
                LocalTime.of(number(form, "hour"), number(form, "minute"), number(form, "second"), nanos(form)));
    }

    private static int number(Matcher form, String group) {
        String digits = form.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(Matcher form) {
        String digits = form.group("fraction");
        return digits == null ? 0 : Integer.parseInt(digits + "0".repeat(9 - digits.length()));
    }

    private static ZoneOffset offset(@Nullable String text) {
        return text == null ? ZoneOffset.UTC : ZoneOffset.of(text);
    }
}
