package dev.runledger.command.schedule;

import java.time.DayOfWeek;
import java.time.Month;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What to write instead of something that is no value: mostly words of other dialects (API.md §3.2). */
final class FieldHints {

    private FieldHints() {}

    static String noValue(CronField field, String item, String written) {
        if (item.indexOf('?') >= 0) {
            return "? is not part of this dialect; write *.";
        }
        if (item.indexOf('#') >= 0) {
            return "# (the n-th weekday of a month) is not supported; write the weekday alone, such as MON.";
        }
        if (written.isEmpty()) {
            return "a number is missing; write a value, or a range with a value on both sides of the hyphen.";
        }
        if (written.startsWith("*")) {
            return "* stands for all values and goes with nothing but a step; write *, */2, or a range of two values.";
        }
        return otherWord(field, written.toUpperCase(Locale.ROOT))
                .orElse(ScheduleText.quote(written) + " must be " + field.expected() + ".");
    }

    private static Optional<String> otherWord(CronField field, String word) {
        return fullName(field, word)
                .or(() -> nameOfAnotherField(field, word))
                .or(() -> jenkinsHash(word))
                .or(() -> quartzLetter(field, word));
    }

    private static Optional<String> fullName(CronField field, String word) {
        Stream<? extends Enum<?>> names = switch (field) {
            case MONTH -> Stream.of(Month.values());
            case DAY_OF_WEEK -> Stream.of(DayOfWeek.values());
            default -> Stream.empty();
        };
        return names.anyMatch(name -> name.name().equals(word))
                ? Optional.of("names have three letters; write " + word.substring(0, 3) + ".")
                : Optional.empty();
    }

    private static Optional<String> nameOfAnotherField(CronField field, String word) {
        return Stream.of(CronField.MONTH, CronField.DAY_OF_WEEK)
                .filter(other -> other != field && other.named(word).isPresent())
                .map(other -> word + " belongs in " + other.title() + "; here write " + field.expected() + ".")
                .findFirst();
    }

    private static Optional<String> jenkinsHash(String word) {
        return word.equals("H") || word.startsWith("H(")
                ? Optional.of("H (a value picked by a hash) is not supported; write a fixed value, such as 17.")
                : Optional.empty();
    }

    private static Optional<String> quartzLetter(CronField field, String word) {
        if (word.startsWith("L") || word.endsWith("L")) {
            String instead = field == CronField.DAY_OF_WEEK
                    ? "the weekday alone, such as FRI."
                    : "a day from 1 to 28, which every month has.";
            return Optional.of("L (the last one) is not supported; write " + instead);
        }
        return word.endsWith("W")
                ? Optional.of("W (the nearest weekday) is not supported; write the day alone, or MON-FRI in "
                        + CronField.DAY_OF_WEEK.title() + ".")
                : Optional.empty();
    }
}
