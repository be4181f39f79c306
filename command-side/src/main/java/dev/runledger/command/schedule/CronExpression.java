package dev.runledger.command.schedule;

import java.util.Map;

/**
 * A valid expression of five fields (API.md §3.2): a set of bits per field, and questions to it about a clock on the wall.
 * What a zone's clock changes make of the answers is {@link FireTimes}' business.
 */
public final class CronExpression {

    static final long DAY = 86_400;

    private static final int HOUR_MINUTES = 60;
    private static final int DAY_MINUTES = 1_440;

    /** Repeats the seven bits of a week often enough for any month, whatever weekday it begins with. */
    private static final long WEEKS = 1L | 1L << 7 | 1L << 14 | 1L << 21 | 1L << 28 | 1L << 35;

    private final Map<CronField, String> texts;
    private final long minutes;
    private final long hours;
    private final long daysOfMonth;
    private final long months;
    private final long weekdays;

    /** A day matches when either of the two day fields does, else when both do. */
    private final boolean eitherDay;

    private final int firstMinute;

    private CronExpression(Map<CronField, String> texts) throws InvalidSchedule {
        this.texts = texts;
        this.minutes = read(CronField.MINUTE);
        this.hours = read(CronField.HOUR);
        this.daysOfMonth = read(CronField.DAY_OF_MONTH);
        // Bit 0 is January, as in Months.
        this.months = read(CronField.MONTH) >>> 1;
        this.weekdays = read(CronField.DAY_OF_WEEK);
        this.eitherDay = !isStar(CronField.DAY_OF_MONTH) && !isStar(CronField.DAY_OF_WEEK);
        this.firstMinute = Long.numberOfTrailingZeros(hours) * HOUR_MINUTES + Long.numberOfTrailingZeros(minutes);
    }

    /** @throws InvalidSchedule if it is not of the dialect, or could never fire */
    public static CronExpression parse(String text) throws InvalidSchedule {
        CronExpression expression = new CronExpression(CronText.fields(text));
        expression.refuseNeverFiring();
        return expression;
    }

    private long read(CronField field) throws InvalidSchedule {
        return new FieldReader(field, text(field)).bits();
    }

    /** Only days of the month that none of the months has can keep it from firing for ever. */
    private void refuseNeverFiring() throws InvalidSchedule {
        boolean leapYearHasOne = false;
        // Year 0 is a leap year.
        for (int month = 0; month < 12; month++) {
            leapYearHasOne |= hasMonth(month) && (eitherDay || (daysOfMonth & allDays(month)) != 0);
        }
        if (!leapYearHasOne) {
            throw InvalidSchedule.neverFires(CronField.DAY_OF_MONTH.title() + " is "
                    + ScheduleText.quote(text(CronField.DAY_OF_MONTH)) + " and " + CronField.MONTH.title() + " is "
                    + ScheduleText.quote(text(CronField.MONTH))
                    + ": no such month has such a day, so it would never fire; write a day that exists.");
        }
    }

    /** As the user wrote it, or as the macro stands for. */
    String text(CronField field) {
        return texts.getOrDefault(field, "*");
    }

    /** The values of a field, one bit each. */
    long bits(CronField field) {
        return switch (field) {
            case MINUTE -> minutes;
            case HOUR -> hours;
            case DAY_OF_MONTH -> daysOfMonth;
            case MONTH -> months << 1;
            case DAY_OF_WEEK -> weekdays;
        };
    }

    /** Literally {@code *}; a step of 1 is not. */
    boolean isStar(CronField field) {
        return text(field).equals("*");
    }

    boolean eitherDay() {
        return eitherDay;
    }

    /** It means times of the day, rather than a rhythm: that is what a clock change treats differently (API.md §3.3). */
    boolean isFixedTime() {
        return !text(CronField.MINUTE).startsWith("*") && !text(CronField.HOUR).startsWith("*");
    }

    /** The first match from a moment of the wall clock on; both are in seconds since 1970-01-01T00:00 of that clock. */
    long nextMatch(long from) {
        long minute = Math.ceilDiv(from, 60L);
        long day = Math.floorDiv(minute, (long) DAY_MINUTES);
        long match = nextDay(day);
        if (match == day) {
            int ofDay = nextMinute((int) (minute - day * DAY_MINUTES));
            if (ofDay < DAY_MINUTES) {
                return (day * DAY_MINUTES + ofDay) * 60;
            }
            match = nextDay(day + 1);
        }
        return (match * DAY_MINUTES + firstMinute) * 60;
    }

    /** How many matches there are from one moment of the wall clock to just before another. */
    long matches(long from, long until) {
        long first = Math.floorDiv(from, DAY);
        long last = Math.floorDiv(until, DAY);
        long inDay = (long) Long.bitCount(hours) * Long.bitCount(minutes);
        return inDay * daysMatching(first, last)
                - (nextDay(first) == first ? minutesBefore(from - first * DAY) : 0)
                + (nextDay(last) == last ? minutesBefore(until - last * DAY) : 0);
    }

    /** The first matching day from a day on. There is one within 8 years (29 February around 1900 or 2100). */
    long nextDay(long from) {
        long month = Months.ofDay(from);
        long first = Months.firstDay(month);
        long days = hasMonth(month) ? days(month, first) & -1L << (from - first + 1) : 0;
        while (days == 0) {
            month++;
            if (hasMonth(month)) {
                first = Months.firstDay(month);
                days = days(month, first);
            }
        }
        return first + Long.numberOfTrailingZeros(days) - 1;
    }

    /** How many days match from one to just before another. */
    private long daysMatching(long from, long until) {
        long count = 0;
        for (long month = Months.ofDay(from), first = Months.firstDay(month); first < until; month++) {
            long next = Months.firstDay(month + 1);
            if (hasMonth(month)) {
                long days = days(month, first);
                days &= from > first ? -1L << (from - first + 1) : -1L;
                days &= until < next ? ~(-1L << (until - first + 1)) : -1L;
                count += Long.bitCount(days);
            }
            first = next;
        }
        return count;
    }

    private boolean hasMonth(long month) {
        return (months >>> Months.ofYear(month) & 1) != 0;
    }

    /** The matching days of a month, from bit 1 on. */
    private long days(long month, long first) {
        long byWeekday = ((weekdays * WEEKS) >>> Months.weekday(first)) << 1;
        return (eitherDay ? daysOfMonth | byWeekday : daysOfMonth & byWeekday) & allDays(month);
    }

    private static long allDays(long month) {
        return (1L << (Months.length(month) + 1)) - 2;
    }

    /** The first matching minute of a day from one on, or one past the day. */
    private int nextMinute(int from) {
        int hour = from / HOUR_MINUTES;
        long inHour = (hours >>> hour & 1) == 0 ? 0 : minutes >>> from % HOUR_MINUTES;
        if (inHour != 0) {
            return from + Long.numberOfTrailingZeros(inHour);
        }
        long later = hours & -2L << hour;
        return later == 0
                ? DAY_MINUTES
                : Long.numberOfTrailingZeros(later) * HOUR_MINUTES + Long.numberOfTrailingZeros(minutes);
    }

    /** How many minutes of a matching day begin before a second of it. */
    private long minutesBefore(long second) {
        int until = (int) Math.ceilDiv(second, 60L);
        int hour = until / HOUR_MINUTES;
        long inHour = (hours >>> hour & 1) == 0 ? 0 : Long.bitCount(minutes & ~(-1L << until % HOUR_MINUTES));
        return inHour + (long) Long.bitCount(hours & ~(-1L << hour)) * Long.bitCount(minutes);
    }

    /** The smallest distance of consecutive matches, in seconds. */
    long smallestDistance() {
        int earliest = nextMinute(0);
        long smallest = Long.MAX_VALUE;
        int latest = earliest;
        for (int next = nextMinute(latest + 1); next < DAY_MINUTES; next = nextMinute(latest + 1)) {
            smallest = Math.min(smallest, next - latest);
            latest = next;
        }
        long overnight = (long) earliest - latest;
        // Days can only be nearer than minutes are where midnight lies between two of them.
        if (smallest > DAY_MINUTES + overnight) {
            smallest = Math.min(smallest, smallestDayDistance() * DAY_MINUTES + overnight);
        }
        return smallest * 60;
    }

    /** Looks at all the days there are, until two in succession are found. */
    private long smallestDayDistance() {
        long smallest = Long.MAX_VALUE;
        long day = nextDay(0);
        while (day < Months.CYCLE && smallest > 1) {
            long next = nextDay(day + 1);
            smallest = Math.min(smallest, next - day);
            day = next;
        }
        return smallest;
    }
}
