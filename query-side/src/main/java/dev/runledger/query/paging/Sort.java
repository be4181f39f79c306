package dev.runledger.query.paging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An order: by which field, and in which direction. Ties go by id in the same direction (API.md §1.7). */
public record Sort<F extends Enum<F>>(F field, boolean descending) {

    /** A constant of the enum, written in lower case, with {@code -} in front for descending. */
    public static <F extends Enum<F>> Optional<Sort<F>> parse(String text, Class<F> fields) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        return Arrays.stream(fields.getEnumConstants())
                .filter(field -> word(field).equals(name))
                .map(field -> new Sort<>(field, descending))
                .findFirst();
    }

    /** What a wrong one should have been. */
    public static <F extends Enum<F>> String expected(Class<F> fields) {
        return Arrays.stream(fields.getEnumConstants()).map(Sort::word).collect(Collectors.joining(", "))
                + ", with or without a leading -";
    }

    /** The direction in SQL. */
    public String direction() {
        return descending ? "desc" : "asc";
    }

    private static String word(Enum<?> field) {
        return field.name().toLowerCase(Locale.ROOT);
    }
}
