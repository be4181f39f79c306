package dev.runledger.command.execution;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one moment at which a call ends whatever it is doing: its deadline, or somebody's wish before that. Blocking steps
 * name what ends them ({@link #during}); a watchdog does it at the deadline, so that even a body that drips a byte now
 * and then cannot stretch it. Safe for all threads.
 */
final class Cutoff implements AutoCloseable {

    private final LongSupplier nanoClock;
    private @Nullable Runnable interruption;
    private @Nullable Future<?> watchdog;
    private long deadline;
    private boolean armed;
    private boolean cut;
    private boolean aborted;

    Cutoff() {
        this(System::nanoTime);
    }

    Cutoff(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** From now on the deadline counts. */
    synchronized Cutoff arm(Duration remaining, Watchdogs watchdogs) {
        deadline = nanoClock.getAsLong() + remaining.toNanos();
        armed = true;
        watchdog = watchdogs.after(remaining, this::cut);
        return this;
    }

    /** Ends the call now; what comes of it interests nobody. */
    void abort() {
        synchronized (this) {
            aborted = true;
        }
        cut();
    }

    private void cut() {
        Runnable ends;
        synchronized (this) {
            cut = true;
            ends = interruption;
            interruption = null;
        }
        if (ends != null) {
            ends.run();
        }
    }

    synchronized boolean aborted() {
        return aborted;
    }

    /** Whether the time is up or the call was aborted. */
    synchronized boolean passed() {
        return cut || (armed && deadline - nanoClock.getAsLong() <= 0);
    }

    /**
     * Whatever follows is ended by this, at once if the cut came before. It replaces the one named before.
     *
     * @param interruption must not block: the watchdog thread runs it for all calls
     */
    void during(Runnable interruption) {
        synchronized (this) {
            if (!cut) {
                this.interruption = interruption;
                return;
            }
        }
        interruption.run();
    }

    /** Nothing that could be ended is going on. False if the cut came first: what was named is closed or closing. */
    synchronized boolean release() {
        interruption = null;
        return !cut;
    }

    /**
     * What is left for the next blocking step, rounded up.
     *
     * @throws InterruptedIOException if nothing is left
     */
    synchronized int remainingMillis() throws InterruptedIOException {
        long left = armed ? deadline - nanoClock.getAsLong() : Long.MAX_VALUE;
        if (cut || left <= 0) {
            throw new InterruptedIOException("no time left");
        }
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left - 1) + 1);
    }

    /** Lets the watchdog go. */
    @Override
    public synchronized void close() {
        interruption = null;
        if (watchdog != null) {
            watchdog.cancel(false);
        }
    }
}
