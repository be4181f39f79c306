package dev.runledger.kernel.job;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a job runs by itself, told apart by the form of its text alone (API.md §3.1); the text is kept as sent. */
public sealed interface Schedule {

    JobKind kind();

    /** Runs only when asked to. */
    record Manual() implements Schedule {
        @Override
        public JobKind kind() {
            return JobKind.MANUAL;
        }
    }

    /** Fires whenever the expression matches. */
    record Recurring(String text) implements Schedule {
        @Override
        public JobKind kind() {
            return JobKind.RECURRING;
        }
    }

    /** Runs once: at the instant of the write ({@code now}) or at a datetime. */
    record OneOff(String text) implements Schedule {
        @Override
        public JobKind kind() {
            return JobKind.ONE_OFF;
        }
    }

    /** How a datetime begins: four digits and a hyphen. */
    Pattern DATETIME_START = Pattern.compile("[0-9]{4}-");

    /** The schedule that a valid text stands for; outer blanks do not count. */
    static Schedule of(@Nullable String text) {
        if (text == null) {
            return new Manual();
        }
        String form = text.strip();
        return form.equals("now") || DATETIME_START.matcher(form).lookingAt() ? new OneOff(text) : new Recurring(text);
    }
}
