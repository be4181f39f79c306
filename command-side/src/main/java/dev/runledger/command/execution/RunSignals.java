package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What others want of a run in hand; its pauses end when they want something. */
final class RunSignals {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed;
    private boolean aborted;
    private boolean draining;

    RunSignals(Waiting waiting) {
        changed = waiting.condition(lock);
    }

    void abort() {
        lock.lock();
        try {
            aborted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void drain() {
        lock.lock();
        try {
            draining = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean aborted() {
        lock.lock();
        try {
            return aborted;
        } finally {
            lock.unlock();
        }
    }

    boolean draining() {
        lock.lock();
        try {
            return draining;
        } finally {
            lock.unlock();
        }
    }

    /** For what need not be begun any more. @return false if it must not be */
    boolean pauseUnlessDraining(Duration length) {
        return pause(length, () -> aborted || draining);
    }

    /** For what must be finished as long as the process lives. @return false if nobody wants it any more */
    boolean pauseUnlessAborted(Duration length) {
        return pause(length, () -> aborted);
    }

    private boolean pause(Duration length, BooleanSupplier ends) {
        lock.lock();
        try {
            long left = length.toNanos();
            while (left > 0 && !ends.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
            return !ends.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
