package dev.runledger.query.paging;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span of time such as {@code [2026-01-01,*)}, its bounds cut to the milliseconds in which instants are stored.
 *
 * @param lower null for no bound
 * @param upper null for no bound; below {@code lower} the interval holds nothing
 */
public record Interval(
        @Nullable Instant lower,
        boolean lowerIncluded,
        @Nullable Instant upper,
        boolean upperIncluded) {

    /** What a wrong one should have been. */
    public static final String EXPECTED =
            "an interval such as [2026-01-01T00:00:00Z,*): [ or (, a datetime, a date or *, a comma, another, ] or )";

    private static final Pattern FORM = Pattern.compile("([\\[(])([^,]*),([^,]*)([\\])])");

    public static Optional<Interval> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !isBound(form.group(2)) || !isBound(form.group(3))) {
            return Optional.empty();
        }
        return Optional.of(between(
                instant(form.group(2)), form.group(1).equals("["),
                instant(form.group(3)), form.group(4).equals("]")));
    }

    /**
     * Whole milliseconds lie at or after {@code 00.0004} exactly if they lie after {@code 00.000}, and at or before it
     * exactly if they lie at or before {@code 00.000}.
     */
    private static Interval between(
            @Nullable Instant lower, boolean lowerIncluded, @Nullable Instant upper, boolean upperIncluded) {
        return new Interval(cut(lower), lowerIncluded && isWhole(lower), cut(upper), upperIncluded || !isWhole(upper));
    }

    private static boolean isBound(String text) {
        return text.equals("*") || Moments.parse(text).isPresent();
    }

    private static @Nullable Instant instant(String bound) {
        return Moments.parse(bound).orElse(null);
    }

    private static boolean isWhole(@Nullable Instant instant) {
        return instant == null || instant.equals(cut(instant));
    }

    private static @Nullable Instant cut(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
