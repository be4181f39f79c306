package dev.runledger.command.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether this worker can be sure that nobody has taken it for dead. It is asked before the first byte of a request goes out, so
 * that a worker which comes back late sends nothing for runs that were declared lost meanwhile. Safe for all threads.
 */
public interface Lease {

    /** Of a worker that nobody watches. */
    Lease UNWATCHED = new Lease() {
        @Override
        public boolean held() {
            return true;
        }

        @Override
        public CompletionStage<?> renewed() {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Whether a sign of life was taken recently enough. */
    boolean held();

    /** Completes when the next sign of life is taken. What depends on it must not block. */
    CompletionStage<?> renewed();
}
