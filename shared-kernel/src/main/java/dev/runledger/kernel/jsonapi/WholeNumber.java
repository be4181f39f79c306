package dev.runledger.kernel.jsonapi;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers in decimal ASCII digits, from 1. */
public final class WholeNumber {

    private static final Pattern FORM = Pattern.compile("[0-9]{1,100}");

    private WholeNumber() {}

    /** Empty for other texts, 0, and numbers above {@code max}. */
    public static Optional<Integer> parse(String text, int max) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(text);
        return value.signum() > 0 && value.compareTo(BigInteger.valueOf(max)) <= 0
                ? Optional.of(value.intValueExact())
                : Optional.empty();
    }
}
