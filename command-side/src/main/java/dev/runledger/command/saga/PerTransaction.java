package dev.runledger.command.saga;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Something of its own for each transaction: gathered while a batch of events is handled, written just before the commit,
 * and told of once the commit is known. A transaction that rolls back loses it.
 */
final class PerTransaction<B> {

    private final Supplier<B> begin;
    private final Consumer<B> write;
    private final Consumer<B> committed;

    PerTransaction(Supplier<B> begin, Consumer<B> write, Consumer<B> committed) {
        this.begin = begin;
        this.write = write;
        this.committed = committed;
    }

    /** That of the calling thread's transaction; there must be one. */
    @SuppressWarnings("unchecked") // Only this instance binds under its own key.
    B current() {
        Object bound = TransactionSynchronizationManager.getResource(this);
        return bound == null ? begun(begin.get()) : (B) bound;
    }

    private B begun(B batch) {
        TransactionSynchronizationManager.bindResource(this, batch);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                write.accept(batch);
            }

            @Override
            public void beforeCompletion() {
                TransactionSynchronizationManager.unbindResourceIfPossible(PerTransaction.this);
            }

            @Override
            public void afterCommit() {
                committed.accept(batch);
            }
        });
        return batch;
    }
}
