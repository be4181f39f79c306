package dev.runledger.ops.chaos;

import java.time.Duration;

/** Waits for moments of a plan, by the monotonic clock. */
final class Pace {

    private Pace() {}

    /** Something that waits. */
    interface Waits {
        void run() throws InterruptedException;
    }

    /** For threads of their own: being interrupted ends them. */
    static void unlessInterrupted(Waits body) {
        try {
            body.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param began {@link System#nanoTime} of the plan's beginning */
    static void until(long began, Duration moment) throws InterruptedException {
        long left = began + moment.toNanos() - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
