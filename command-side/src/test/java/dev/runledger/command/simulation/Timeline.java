package dev.runledger.command.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one time of a simulation, and all that is still to happen in it. What is to happen at the same moment happens in any order. */
final class Timeline {

    private static final int REMEMBERED = 2_000;
    private static final int LONGEST = 250;

    /** All chance comes from here, so the seed tells everything. */
    final Random dice;

    private final PriorityQueue<Moment> ahead = new PriorityQueue<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final boolean traced;
    private long now;
    private long count;
    private long steps;

    private record Moment(
            long at, int order, long number, @Nullable Host host, Runnable action) implements Comparable<Moment> {
        @Override
        public int compareTo(Moment other) {
            int byTime = Long.compare(at, other.at);
            int byOrder = byTime == 0 ? Integer.compare(order, other.order) : byTime;
            return byOrder == 0 ? Long.compare(number, other.number) : byOrder;
        }
    }

    Timeline(long seed, boolean traced) {
        this.dice = new Random(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        this.traced = traced;
    }

    /** In nanoseconds since the beginning. */
    long now() {
        return now;
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    long steps() {
        return steps;
    }

    void after(Duration delay, Runnable action) {
        after(delay.toNanos(), null, action);
    }

    /** Happens only if the host lives then, and not while it is paused. */
    void after(long delay, @Nullable Host host, Runnable action) {
        ahead.add(new Moment(now + Math.max(0, delay), dice.nextInt(), count++, host, action));
    }

    /** Lets everything happen up to and including that moment. */
    void runUntil(Duration moment) {
        long end = moment.toNanos();
        while (!ahead.isEmpty() && ahead.peek().at <= end) {
            Moment next = ahead.remove();
            now = next.at;
            if (next.host == null) {
                next.action.run();
            } else {
                steps++;
                next.host.perform(next.action);
            }
        }
        now = end;
    }

    boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    /** Evenly between the two, in nanoseconds. */
    long between(Duration least, Duration most) {
        return least.toNanos()
                + (long) (dice.nextDouble() * (double) most.minus(least).toNanos());
    }

    /** Mostly a fraction of a millisecond, at times a few, rarely seconds. */
    long latency() {
        double roll = dice.nextDouble();
        if (roll < 0.9) {
            return TimeUnit.MICROSECONDS.toNanos(50 + dice.nextInt(900));
        }
        return TimeUnit.MILLISECONDS.toNanos(roll < 0.995 ? dice.nextInt(40) : dice.nextInt(3_000));
    }

    void tell(Supplier<String> what) {
        if (traced) {
            if (trace.size() == REMEMBERED) {
                trace.removeFirst();
            }
            String line = what.get();
            trace.add(String.format(
                    "%10.4f  %s", (double) now / 1e9, line.length() > LONGEST ? line.substring(0, LONGEST) : line));
        }
    }

    String trace() {
        return String.join("\n", trace);
    }
}
