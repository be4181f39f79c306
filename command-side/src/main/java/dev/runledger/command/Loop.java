package dev.runledger.command;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes steps on a thread of its own, each of which says how long to wait for the next. Safe for all threads. */
public final class Loop implements AutoCloseable {

    /** One of many alike. */
    @FunctionalInterface
    public interface Step {

        /** @return when the next one is due, from now; being woken, it comes sooner */
        Duration take();
    }

    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    /** Between a step that failed and the next. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** How long a step that is under way may keep whoever closes the loop. */
    private static final Duration LAST_STEP = Duration.ofSeconds(1);

    private final String name;
    private final Step step;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed;
    private boolean running;
    private boolean woken;
    private boolean closed;

    public Loop(String name, Step step) {
        this(name, step, Waiting.onPlatformThreads());
    }

    public Loop(String name, Step step, Waiting waiting) {
        this.name = name;
        this.step = step;
        this.waiting = waiting;
        this.changed = waiting.condition(lock);
    }

    public void start() {
        lock.lock();
        try {
            running = true;
        } finally {
            lock.unlock();
        }
        waiting.spawn(name, this::run);
    }

    /** The next step comes at once; one that is under way is followed by another. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (await(taken())) {
                // Every step is taken in the condition.
            }
        } finally {
            ended();
        }
    }

    private Duration taken() {
        try {
            return isClosed() ? Duration.ZERO : step.take();
        } catch (RuntimeException e) {
            log.error("a step of {} failed, the next one is in {}", name, AFTER_FAILURE, e);
            return AFTER_FAILURE;
        }
    }

    /** @return false if no step is wanted any more */
    private boolean await(Duration length) {
        lock.lock();
        try {
            long left = length.toNanos();
            while (left > 0 && !woken && !closed) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            running = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more steps; returns when the last one is done or takes too long. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long left = LAST_STEP.toNanos();
            while (running && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
