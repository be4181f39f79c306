package dev.runledger.command.schedule;

/**
 * The Gregorian calendar in numbers alone, so that a search allocates nothing. A month is its count since January of year
 * 0, a day its count since 1970-01-01.
 */
final class Months {

    /** Days from 0000-03-01 to 1970-01-01. */
    private static final long MARCH_OF_YEAR_0 = 719_468;

    /** Days of 400 years, after which the calendar repeats itself, weekdays included. */
    static final long CYCLE = 146_097;

    private Months() {}

    /** The first day of a month. Years begin in March here, so that the leap day is their last. */
    static long firstDay(long month) {
        long fromMarch = month - 2;
        long year = Math.floorDiv(fromMarch, 12);
        long ofYear = fromMarch - year * 12;
        return year * 365
                + Math.floorDiv(year, 4)
                - Math.floorDiv(year, 100)
                + Math.floorDiv(year, 400)
                + (153 * ofYear + 2) / 5
                - MARCH_OF_YEAR_0;
    }

    /** The month a day lies in. */
    static long ofDay(long day) {
        long fromMarch = day + MARCH_OF_YEAR_0;
        long cycle = Math.floorDiv(fromMarch, CYCLE);
        long ofCycle = fromMarch - cycle * CYCLE;
        long year = (ofCycle - ofCycle / 1_460 + ofCycle / 36_524 - ofCycle / 146_096) / 365;
        long ofYear = ofCycle - (365 * year + year / 4 - year / 100);
        return (cycle * 400 + year) * 12 + (5 * ofYear + 2) / 153 + 2;
    }

    /** From 0 for January to 11. */
    static int ofYear(long month) {
        return (int) Math.floorMod(month, 12L);
    }

    static int length(long month) {
        return (int) (firstDay(month + 1) - firstDay(month));
    }

    /** From 0 for Sunday to 6; 1970-01-01 was a Thursday. */
    static int weekday(long day) {
        return (int) Math.floorMod(day + 4, 7L);
    }
}
