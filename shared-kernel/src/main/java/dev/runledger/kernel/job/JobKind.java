package dev.runledger.kernel.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a job's base schedule makes of it (API.md §2.1 {@code kind}). */
public enum JobKind {
    RECURRING,
    MANUAL,
    ONE_OFF;

    /** The API's spelling: {@code one_off}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no kind is spelled so */
    public static JobKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
