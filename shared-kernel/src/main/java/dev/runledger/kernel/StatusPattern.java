package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One status such as {@code 204}, or a class of them such as {@code 2xx} (API.md §2.1, §6.1). */
public record StatusPattern(@JsonValue String text) {

    private static final Pattern FORM = Pattern.compile("[1-5](?:[0-9][0-9]|xx)");

    public static final StatusPattern SUCCESS = new StatusPattern("2xx");

    /** @throws IllegalArgumentException if the text is neither {@code 100}–{@code 599} nor {@code 1xx}–{@code 5xx} */
    @JsonCreator
    public StatusPattern {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a status pattern: " + text);
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    public boolean matches(int status) {
        return text.endsWith("xx") ? status / 100 == text.charAt(0) - '0' : status == Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
