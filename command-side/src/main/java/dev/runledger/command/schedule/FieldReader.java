package dev.runledger.command.schedule;

import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads one field into the set of its values, and refuses what is wrong with the text that would be right. */
final class FieldReader {

    /** Larger than anything a field may hold; numbers with more digits count as this one. */
    private static final int TOO_LARGE = 1_000_000;

    private final CronField field;
    private final String text;

    FieldReader(CronField field, String text) {
        this.field = field;
        this.text = text;
    }

    /** The values, one bit each. */
    long bits() throws InvalidSchedule {
        long bits = 0;
        for (String item : text.split(",", -1)) {
            bits |= bits(item);
        }
        return bits;
    }

    private long bits(String item) throws InvalidSchedule {
        int slash = item.indexOf('/');
        String values = slash < 0 ? item : item.substring(0, slash);
        if (item.isEmpty()) {
            throw wrong(item, "a list must not have an empty element; leave the extra comma out.");
        }
        if (values.equals("*")) {
            return field.bits(field.lowest(), field.last(), step(item, slash));
        }
        int hyphen = values.indexOf('-');
        if (hyphen < 0) {
            return single(item, values, slash);
        }
        return range(item, values.substring(0, hyphen), values.substring(hyphen + 1), slash);
    }

    private long single(String item, String written, int slash) throws InvalidSchedule {
        int value = value(item, written);
        if (slash >= 0) {
            boolean named = field.named(written).isPresent();
            String end = value >= field.last() ? written : field.written(field.last(), named);
            throw wrong(item, "a step needs a range or *; write " + written + "-" + end + item.substring(slash) + ".");
        }
        return field.bits(value, value, 1);
    }

    private long range(String item, String first, String last, int slash) throws InvalidSchedule {
        int from = value(item, first);
        int to = value(item, last);
        int step = step(item, slash);
        if (from > to) {
            boolean named = field.named(first).isPresent() || field.named(last).isPresent();
            String right = slash < 0 ? unwrapped(from, to, named) : listed(from, to, step, named);
            throw wrong(item, "a range must not wrap around; write " + right + ".");
        }
        return field.bits(from, to, step);
    }

    /** The two ranges that together are the one around the end; a Sunday written as 7 begins the week, as 0 does. */
    private String unwrapped(int from, int to, boolean named) {
        return from > field.last()
                ? span(field.lowest(), to, named)
                : span(from, field.last(), named) + "," + span(field.lowest(), to, named);
    }

    private String span(int from, int to, boolean named) {
        return from == to ? field.written(from, named) : field.written(from, named) + "-" + field.written(to, named);
    }

    private String listed(int from, int to, int step, boolean named) {
        int size = field.last() - field.lowest() + 1;
        int start = field.folded(from);
        return IntStream.iterate(start, value -> value <= (start > to ? to + size : to), value -> value + step)
                .map(value -> field.lowest() + (value - field.lowest()) % size)
                .mapToObj(value -> field.written(value, named))
                .collect(Collectors.joining(","));
    }

    private int value(String item, String written) throws InvalidSchedule {
        OptionalInt named = field.named(written);
        if (named.isPresent()) {
            return named.getAsInt();
        }
        if (!isNumber(written)) {
            throw wrong(item, FieldHints.noValue(field, item, written));
        }
        int number = number(written);
        if (number < field.lowest() || number > field.highest()) {
            throw wrong(item, ScheduleText.quote(written) + " must be " + field.expected() + ".");
        }
        return number;
    }

    /** The number behind the slash, or 1 where there is no slash. */
    private int step(String item, int slash) throws InvalidSchedule {
        if (slash < 0) {
            return 1;
        }
        String written = item.substring(slash + 1);
        int step = isNumber(written) ? number(written) : 0;
        if (step < 1 || step > field.highest()) {
            throw wrong(item, "the step after / must be a number from 1 to " + field.highest() + ".");
        }
        return step;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static int number(String digits) {
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            number = Math.min(number * 10 + digits.charAt(i) - '0', TOO_LARGE);
        }
        return number;
    }

    private InvalidSchedule wrong(String item, String hint) {
        String place =
                item.equals(text) || item.isEmpty() ? "" : ", of which " + ScheduleText.quote(item) + " is wrong";
        return InvalidSchedule.because(field.title() + " is " + ScheduleText.quote(text) + place + ": " + hint);
    }
}
