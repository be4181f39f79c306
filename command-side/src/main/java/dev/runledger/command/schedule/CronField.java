package dev.runledger.command.schedule;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The five fields of an expression in their order, and the values each may have (API.md §3.2). */
enum CronField {
    MINUTE(1, "minute", 0, 59, 59, ""),
    HOUR(2, "hour", 0, 23, 23, ""),
    DAY_OF_MONTH(3, "day-of-month", 1, 31, 31, ""),
    MONTH(4, "month", 1, 12, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /** 0 and 7 are both Sunday, so {@code *} covers 0 to 6. */
    DAY_OF_WEEK(5, "day-of-week", 0, 7, 6, "SUN MON TUE WED THU FRI SAT");

    private static final int NAME_LENGTH = 3;

    private final int position;
    private final String label;
    private final int lowest;
    private final int highest;
    private final int last;

    /** With a blank between them, in the order of their values. */
    private final String names;

    CronField(int position, String label, int lowest, int highest, int last, String names) {
        this.position = position;
        this.label = label;
        this.lowest = lowest;
        this.highest = highest;
        this.last = last;
        this.names = names;
    }

    /** As a message calls it: {@code hour (field 2)}. */
    String title() {
        return label + " (field " + position + ")";
    }

    /** As a message calls the field at a position, which may lie beyond the last. */
    static String title(int position) {
        return Stream.of(values())
                .filter(field -> field.position == position)
                .findFirst()
                .map(CronField::title)
                .orElse("field " + position);
    }

    int lowest() {
        return lowest;
    }

    /** The highest value that may be written. */
    int highest() {
        return highest;
    }

    /** The highest value that is not another name of a lower one. */
    int last() {
        return last;
    }

    /** Every value that {@code *} covers. */
    long all() {
        return bits(lowest, last, 1);
    }

    long bits(int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << folded(value);
        }
        return bits;
    }

    /** 7 is Sunday, as is 0. */
    int folded(int value) {
        return value > last ? lowest : value;
    }

    OptionalInt named(String text) {
        int index = text.length() == NAME_LENGTH ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
        return index < 0 || index % (NAME_LENGTH + 1) != 0
                ? OptionalInt.empty()
                : OptionalInt.of(lowest + index / (NAME_LENGTH + 1));
    }

    /** A value as the user may write it: by name where the field has names and the user used one. */
    String written(int value, boolean byName) {
        return byName ? name(folded(value)) : Integer.toString(value);
    }

    private String name(int value) {
        int index = (value - lowest) * (NAME_LENGTH + 1);
        return names.substring(index, index + NAME_LENGTH);
    }

    /** What ends "must be …". */
    String expected() {
        String numbers = "a number from " + lowest + " to " + highest;
        return names.isEmpty() ? numbers : numbers + " or a name " + name(lowest) + " to " + name(last);
    }
}
