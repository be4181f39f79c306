package dev.runledger.command.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A lease that lapses and is renewed when a test says so. */
final class TestLease implements Lease {

    /** How often somebody began to wait for it. */
    final AtomicInteger awaited = new AtomicInteger();

    /** How often the answer is yes before it is no. */
    private final AtomicInteger held = new AtomicInteger(Integer.MAX_VALUE);

    private volatile CompletableFuture<Object> renewal = new CompletableFuture<>();

    void lapse() {
        lapseAfter(0);
    }

    void lapseAfter(int askings) {
        held.set(askings);
    }

    void renew() {
        held.set(Integer.MAX_VALUE);
        renewTooLate();
    }

    /** It has lapsed again before anybody looks. */
    void renewTooLate() {
        CompletableFuture<Object> waitedFor = renewal;
        renewal = new CompletableFuture<>();
        waitedFor.complete(true);
    }

    @Override
    public boolean held() {
        return held.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public CompletionStage<?> renewed() {
        CompletableFuture<Object> next = renewal;
        awaited.incrementAndGet();
        return next;
    }
}
