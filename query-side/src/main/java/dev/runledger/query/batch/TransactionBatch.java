package dev.runledger.query.batch;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives each transaction a batch of its own and writes it once, in the transaction, when all its events were handled. A
 * batch whose write fails rolls back together with the processor's token, and is handled again.
 *
 * <p>It hangs on the transaction and not on Axon's unit of work, whose prepare-commit phase comes after every message.
 */
public final class TransactionBatch<B> {

    private final Class<B> type;
    private final Supplier<B> begin;
    private final Consumer<B> write;

    public TransactionBatch(Class<B> type, Supplier<B> begin, Consumer<B> write) {
        this.type = type;
        this.begin = begin;
        this.write = write;
    }

    /**
     * The batch of the calling thread's transaction.
     *
     * @throws IllegalStateException if there is none: what is gathered would never be written
     */
    public B current() {
        Object bound = TransactionSynchronizationManager.getResource(this);
        return bound == null ? begun(begin.get()) : type.cast(bound);
    }

    private B begun(B batch) {
        TransactionSynchronizationManager.registerSynchronization(new Synchronization(batch));
        TransactionSynchronizationManager.bindResource(this, batch);
        return batch;
    }

    private final class Synchronization implements TransactionSynchronization {
        private final B batch;

        private Synchronization(B batch) {
            this.batch = batch;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            write.accept(batch);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(TransactionBatch.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(TransactionBatch.this, batch);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(TransactionBatch.this);
        }
    }
}
