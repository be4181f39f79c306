package dev.runledger.command.execution;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends calls that last too long. */
@FunctionalInterface
interface Watchdogs {

    /** @return to be canceled when the call has ended by itself */
    Future<?> after(Duration limit, Runnable cut);

    static Watchdogs on(ScheduledExecutorService threads) {
        return (limit, cut) -> threads.schedule(cut, limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
