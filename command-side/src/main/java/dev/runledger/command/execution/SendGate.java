package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Lets requests out while the worker's lease is held, and keeps them waiting otherwise, as long as their runs have time. */
final class SendGate {

    private final Lease lease;
    private final Waiting waiting;

    SendGate(Lease lease, Waiting waiting) {
        this.lease = lease;
        this.waiting = waiting;
    }

    /** @throws InterruptedIOException if the time is up first, or the call is aborted; the request must not be sent then */
    void pass(Cutoff cutoff) throws InterruptedIOException {
        cutoff.remainingMillis();
        while (!lease.held()) {
            CompletableFuture<Object> renewed = new CompletableFuture<>();
            lease.renewed().thenRun(() -> renewed.complete(true));
            cutoff.during(() -> renewed.complete(false));
            await(renewed, cutoff.remainingMillis());
            cutoff.remainingMillis();
        }
    }

    private void await(CompletableFuture<Object> renewed, int millis) throws InterruptedIOException {
        try {
            waiting.await(renewed, Duration.ofMillis(millis));
        } catch (TimeoutException | ExecutionException e) {
            // How it stands with the lease and the time is looked at next.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
