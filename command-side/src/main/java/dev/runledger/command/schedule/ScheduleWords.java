package dev.runledger.command.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A schedule in words: {@code At 02:30 on Monday to Friday, New York time}. */
final class ScheduleWords {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu 'at' HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** More times of the day than that are told by their minutes and hours. */
    private static final int MOST_TIMES = 6;

    private static final int HOUR = 60;

    private final CronExpression expression;
    private final long minutes;
    private final long hours;

    ScheduleWords(CronExpression expression) {
        this.expression = expression;
        this.minutes = expression.bits(CronField.MINUTE);
        this.hours = expression.bits(CronField.HOUR);
    }

    static String once(Instant instant) {
        return "Once, on " + MOMENT.format(instant);
    }

    String in(ZoneId zone) {
        return times() + days() + ", " + place(zone.getId());
    }

    private String times() {
        boolean everyHour = hours == CronField.HOUR.all();
        if (!everyHour && Long.bitCount(minutes) * Long.bitCount(hours) <= MOST_TIMES) {
            return "At " + Listing.of(clockTimes());
        }
        boolean rhythm = isRhythm();
        if (everyHour) {
            return rhythm ? rhythm() : "At " + Listing.of("minute", minutes) + " of every hour";
        }
        String during = Listing.of("hour", hours);
        return rhythm ? rhythm() + " in " + during : "At " + Listing.of("minute", minutes) + " of " + during;
    }

    private List<String> clockTimes() {
        List<String> times = new ArrayList<>();
        for (int minute = 0; minute < 24 * HOUR; minute++) {
            if (has(hours, minute / HOUR) && has(minutes, minute % HOUR)) {
                times.add(String.format(Locale.ROOT, "%02d:%02d", minute / HOUR, minute % HOUR));
            }
        }
        return times;
    }

    private static boolean has(long bits, int value) {
        return (bits >>> value & 1) == 1;
    }

    /** Whether the minutes are evenly spaced, also from one hour to the next. */
    private boolean isRhythm() {
        int count = Long.bitCount(minutes);
        return count > 1 && HOUR % count == 0 && minutes == CronField.MINUTE.bits(0, HOUR - 1, HOUR / count);
    }

    private String rhythm() {
        int step = HOUR / Long.bitCount(minutes);
        return step == 1 ? "Every minute" : "Every " + step + " minutes";
    }

    private String days() {
        long dates = expression.bits(CronField.DAY_OF_MONTH);
        long weekdays = expression.bits(CronField.DAY_OF_WEEK);
        long months = expression.bits(CronField.MONTH);
        boolean allDates = dates == CronField.DAY_OF_MONTH.all();
        boolean allWeekdays = weekdays == CronField.DAY_OF_WEEK.all();
        String during = months == CronField.MONTH.all() ? "" : Listing.of(months, ScheduleWords::month);
        boolean anyDay = expression.eitherDay() ? allDates || allWeekdays : allDates && allWeekdays;
        if (anyDay) {
            String everyDay = hours == CronField.HOUR.all() ? "" : " every day";
            return everyDay + (during.isEmpty() ? "" : " in " + during);
        }
        String date = Listing.of("day", dates) + " of " + (during.isEmpty() ? "the month" : during);
        String weekday = weekdays(weekdays) + (during.isEmpty() ? "" : " in " + during);
        if (expression.eitherDay()) {
            return " on " + date + " and also on " + weekday;
        }
        return " on " + (allDates ? weekday : date);
    }

    /** From Monday to Sunday, so that a weekend is in one piece. */
    static String weekdays(long bits) {
        long fromMonday = (bits & ~1L) | (bits & 1L) << 7;
        return Listing.of(fromMonday, day -> DayOfWeek.of(day).getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }

    static String month(int month) {
        return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    /** A zone's city, as people say it. */
    private static String place(String zone) {
        String city = zone.substring(zone.lastIndexOf('/') + 1).replace('_', ' ');
        return city.equals("UTC") || zone.equals("Z") ? "UTC" : city + " time";
    }
}
