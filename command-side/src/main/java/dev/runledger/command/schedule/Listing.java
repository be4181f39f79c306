package dev.runledger.command.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Lists in English: {@code a, b and c}, and numbers in a row as {@code a to c}. */
final class Listing {

    /** Fewer values in a row are listed rather than spanned. */
    private static final int SPAN = 3;

    private Listing() {}

    static String of(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    /** The values of a set of bits, each as it is called. */
    static String of(long bits, IntFunction<String> name) {
        List<String> words = new ArrayList<>();
        long rest = bits;
        while (rest != 0) {
            int first = Long.numberOfTrailingZeros(rest);
            int length = Long.numberOfTrailingZeros(~(rest >>> first));
            if (length >= SPAN) {
                words.add(name.apply(first) + " to " + name.apply(first + length - 1));
            } else {
                for (int value = first; value < first + length; value++) {
                    words.add(name.apply(value));
                }
            }
            rest &= -1L << (first + length);
        }
        return of(words);
    }

    /** With the noun in front, in the plural for several: {@code days 1 to 7}. */
    static String of(String noun, long bits) {
        return noun + (Long.bitCount(bits) == 1 ? " " : "s ") + of(bits, Integer::toString);
    }
}
