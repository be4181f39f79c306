package dev.runledger.command.schedule;

import dev.runledger.command.schedule.SchedulePreview.Warning;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What in an expression is allowed, and often not meant. */
final class ScheduleWarnings {

    /** Month lengths as in a common year, so that 29 February counts as missing. */
    private static final int COMMON_YEAR = 1970;

    private final CronExpression expression;

    private ScheduleWarnings(CronExpression expression) {
        this.expression = expression;
    }

    static List<Warning> of(CronExpression expression) {
        ScheduleWarnings warnings = new ScheduleWarnings(expression);
        return Stream.concat(
                        Stream.of(warnings.eitherDay(), warnings.missingDay()).flatMap(Optional::stream),
                        Stream.of(CronField.values()).flatMap(field -> warnings.unevenStep(field).stream()))
                .toList();
    }

    private Optional<Warning> eitherDay() {
        return expression.eitherDay()
                ? Optional.of(
                        new Warning(
                                "day_of_month_or_day_of_week",
                                "Day-of-month and day-of-week are both given, so it runs on days that match either of them, not on"
                                        + " those only that match both. Where one of them should decide, write * for the other."))
                : Optional.empty();
    }

    private Optional<Warning> missingDay() {
        long dates = expression.bits(CronField.DAY_OF_MONTH);
        long highest = Long.highestOneBit(dates);
        if (dates == CronField.DAY_OF_MONTH.all()) {
            return Optional.empty();
        }
        long shorter = 0;
        for (int month = 0; month < 12; month++) {
            if (1L << Months.length(COMMON_YEAR * 12L + month) < highest) {
                shorter |= 2L << month;
            }
        }
        shorter &= expression.bits(CronField.MONTH);
        return shorter == 0
                ? Optional.empty()
                : Optional.of(new Warning(
                        "day_missing_in_some_months", missing(Long.numberOfTrailingZeros(highest), shorter)));
    }

    private static String missing(int day, long months) {
        boolean leapDay = day == 29;
        return "There is no day " + day + " in " + Listing.of(months, ScheduleWords::month)
                + (leapDay ? " but in leap years" : "") + ", and nothing runs in its place.";
    }

    /** Of a field that is nothing but a step over all values. */
    private Optional<Warning> unevenStep(CronField field) {
        String text = expression.text(field);
        if (!text.startsWith("*/") || text.indexOf(',') >= 0) {
            return Optional.empty();
        }
        int step = Integer.parseInt(text.substring(2));
        boolean even = field == CronField.DAY_OF_MONTH ? step == 1 : Long.bitCount(field.all()) % step == 0;
        return even
                ? Optional.empty()
                : Optional.of(new Warning(
                        "step_does_not_divide",
                        field.title() + " is " + ScheduleText.quote(text) + ": it begins again at " + field.lowest()
                                + " each time, so the last distance is not " + step + ". It stands for "
                                + Listing.of(expression.bits(field), Integer::toString) + "."));
    }
}
