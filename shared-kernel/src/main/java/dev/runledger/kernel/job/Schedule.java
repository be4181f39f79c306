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

    /** {@code now}, or what begins as a datetime does: with four digits and a hyphen. */
    Pattern ONE_OFF = Pattern.compile("[ \\t]*(?:now[ \\t]*|[0-9]{4}-.*)", Pattern.DOTALL);

    /** The schedule that a valid text stands for; outer blanks and tabs do not count. */
    static Schedule of(@Nullable String text) {
        if (text == null) {
            return new Manual();
        }
        return ONE_OFF.matcher(text).matches() ? new OneOff(text) : new Recurring(text);
    }
}
