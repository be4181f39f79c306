package dev.runledger.command;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How whatever waits does so: where its tasks run, and what time passes for them. A process waits on threads. The simulation of
 * many nodes takes turns on one thread, in a time of its own, which is why nobody else spawns threads for loops and runs.
 */
public interface Waiting {

    /** Begins a task beside the caller's. */
    void spawn(String name, Runnable task);

    /** Something to wait for under this lock; nobody waits while holding another. */
    Condition condition(ReentrantLock lock);

    /** Waits for an answer, at most so long. */
    <T> T await(CompletionStage<T> answer, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException;

    /** The monotonic clock; says nothing about the time of day. */
    long nanoTime();

    /** On daemon threads of the platform: for the few that last as long as the process. */
    static Waiting onPlatformThreads() {
        return Threads.PLATFORM;
    }

    /** On virtual threads: for the many that come and go. */
    static Waiting onVirtualThreads() {
        return Threads.VIRTUAL;
    }
}
