package dev.runledger.query.paging;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the instants that users write into a query (API.md §3.1, §5.7). */
final class Moments {

    /** The blank stands where an offset's {@code +} was not encoded: {@code 12:00 02:00}. */
    private static final Pattern FORM = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})"
            + "(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
            + "(Z|[-+ ][0-9]{2}(?::?[0-9]{2})?)?)?");

    private Moments() {}

    /** A datetime, in UTC if it has no offset, or a date, which is its first instant in UTC. */
    static Optional<Instant> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.parse(form.group(1));
            return Optional.of(date.atTime(time(form.group(2))).toInstant(offset(form.group(3))));
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }

    private static LocalTime time(@Nullable String text) {
        return text == null ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static ZoneOffset offset(@Nullable String text) {
        return text == null ? ZoneOffset.UTC : ZoneOffset.of(text.replace(' ', '+'));
    }
}
