package dev.runledger.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands things over at their instant, never earlier, on a thread of its own. What comes due soon is read from a table ahead of
 * time and then waited for exactly; what is written with an instant close by is told as a hint, because the next reading might
 * be too late for it. Something may be handed over twice, so whoever takes it must not mind.
 *
 * <p>The clock may jump: it is asked anew at each reading, so what a jump made due is handed over within a {@link #PACE}.
 *
 * @param <T> equal for equal things
 */
public final class Alarm<T> implements AutoCloseable {

    /** A thing and its instant. */
    public record Due<T>(T thing, Instant at) {}

    /** Where the things stand; called from the alarm's thread. */
    @FunctionalInterface
    public interface Timetable<T> {

        /** The soonest things whose instants are not after the given one, at most so many. */
        List<Due<T>> until(Instant latest, int most);
    }

    /** Between two readings of the timetable. */
    private static final Duration PACE = Duration.ofSeconds(1);

    /** How far a reading looks ahead: far enough that a reading that fails or takes long does no harm. */
    private static final Duration AHEAD = Duration.ofSeconds(4);

    /** How much further ahead hints are kept: a reading may come before what they tell of is committed. */
    private static final Duration HINTED = Duration.ofSeconds(30);

    /** How many things are read at a time; more are read when these are gone. */
    private static final int MOST = 20_000;

    private static final Logger log = LoggerFactory.getLogger(Alarm.class);

    private final Clock clock;
    private final Timetable<T> timetable;
    private final Consumer<T> taker;
    private final Waiting waits;
    private final String name;
    private final Loop loop;

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Due<T>> waiting = new PriorityQueue<>(Comparator.comparing(Due::at));
    private final Map<T, Instant> known = new HashMap<>();

    /** On the monotonic clock. */
    private long nextReading;

    private boolean failing;

    /** @param taker must not block; what it throws is logged, and the thing is left to a later reading */
    public Alarm(String name, Clock clock, Timetable<T> timetable, Consumer<T> taker) {
        this(name, clock, timetable, taker, Waiting.onPlatformThreads());
    }

    public Alarm(String name, Clock clock, Timetable<T> timetable, Consumer<T> taker, Waiting waits) {
        this.name = name;
        this.clock = clock;
        this.timetable = timetable;
        this.taker = taker;
        this.waits = waits;
        this.nextReading = waits.nanoTime();
        this.loop = new Loop(name, this::step, waits);
    }

    public void start() {
        loop.start();
    }

    /** Tells that a thing was just written; safe for all threads, and without effect if the next reading will find it. */
    public void hint(T thing, Instant at) {
        if (!at.isAfter(clock.instant().plus(HINTED))) {
            take(List.of(new Due<>(thing, at)));
            loop.wake();
        }
    }

    /** Hands over nothing more; returns when the thread has ended or is stuck in its taker. */
    @Override
    public void close() {
        loop.close();
    }

    /** Reads if it is time to, hands over what is due, and waits for the next reading, the next instant, or a hint. */
    private Duration step() {
        if (waits.nanoTime() - nextReading >= 0) {
            nextReading = waits.nanoTime() + PACE.toNanos();
            read();
        }
        handOver(due());
        Duration untilReading = Duration.ofNanos(nextReading - waits.nanoTime());
        return untilNext().filter(next -> next.compareTo(untilReading) < 0).orElse(untilReading);
    }

    private void read() {
        try {
            take(timetable.until(clock.instant().plus(AHEAD), MOST));
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("{} cannot read what comes due and tries again each {}: {}", name, PACE, e.toString());
            }
            failing = true;
        }
    }

    private void take(List<Due<T>> found) {
        lock.lock();
        try {
            found.forEach(this::add);
        } finally {
            lock.unlock();
        }
    }

    private void add(Due<T> due) {
        if (!due.at().equals(known.put(due.thing(), due.at()))) {
            waiting.add(due);
        }
    }

    private List<T> due() {
        Instant now = clock.instant();
        List<T> due = new ArrayList<>();
        lock.lock();
        try {
            while (!waiting.isEmpty() && !waiting.peek().at().isAfter(now)) {
                Due<T> next = waiting.remove();
                // One that was moved meanwhile waits under its other instant.
                if (known.remove(next.thing(), next.at())) {
                    due.add(next.thing());
                }
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    private void handOver(List<T> due) {
        for (T thing : due) {
            try {
                taker.accept(thing);
            } catch (RuntimeException e) {
                log.error("{} could not hand over {}; it is tried again", name, thing, e);
            }
        }
    }

    private Optional<Duration> untilNext() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.peek()).map(next -> Duration.between(clock.instant(), next.at()));
        } finally {
            lock.unlock();
        }
    }
}
