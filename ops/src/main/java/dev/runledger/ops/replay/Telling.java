package dev.runledger.ops.replay;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What a replay says while it works. How far it has come is one line that is written over on a terminal, and else a line now and
 * then. For one thread.
 */
public final class Telling {

    private static final long NANOS = 1_000_000_000;
    private static final long ON_A_TERMINAL = NANOS;
    private static final long IN_A_FILE = 10 * NANOS;
    private static final int LINE = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private String passage = "";
    private long first;
    private long last;
    private long begun;
    private long told;
    private boolean open;

    /**
     * @param terminal whether a line can be written over
     * @param nanos the time that passes, as {@link System#nanoTime} tells it
     */
    public Telling(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    void say(String sentence) {
        finishLine();
        out.println(sentence);
    }

    /** A stretch of events begins. */
    void begin(String what, Stretch stretch) {
        passage = what;
        first = stretch.after();
        last = stretch.upto();
        begun = nanos.getAsLong();
        told = begun;
    }

    /** Tells how far it is, if that is due. */
    void at(long position, long events) {
        long now = nanos.getAsLong();
        if (now - told >= (terminal ? ON_A_TERMINAL : IN_A_FILE)) {
            told = now;
            write(line(position, events, Math.max(1, now - begun)));
        }
    }

    private String line(long position, long events, long spent) {
        long done = Math.max(1, position - first);
        long left = (long) ((double) spent / done * (last - position) / NANOS);
        return String.format(
                Locale.ROOT,
                "%s: position %,d of %,d (%d %%), %,d events/s, %s left",
                passage,
                position,
                last,
                100 * (position - first) / Math.max(1, last - first),
                (long) ((double) events * NANOS / spent),
                span(left));
    }

    /** In the unit that fits: {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String span(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }

    private void write(String line) {
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, LINE - line.length())));
            out.flush();
            open = true;
        } else {
            out.println(line);
        }
    }

    private void finishLine() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
