package dev.runledger.ops.store;

import java.util.function.Predicate;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unit of work around all commands of a batch, and its transaction. Unlike Axon's own it rolls back on an {@link Error}
 * too, and knows whether the transaction was committed whatever happens afterwards.
 */
final class BatchUnitOfWork extends DefaultUnitOfWork<Message<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(BatchUnitOfWork.class);

    private Progress progress = Progress.OPEN;

    private enum Progress {
        OPEN,
        COMMITTING,
        COMMITTED
    }

    private BatchUnitOfWork() {
        super(new GenericMessage<>("batch"));
    }

    /** Does the work in one transaction. Returns why it is not committed, or null if it is. */
    static @Nullable Failure run(TransactionManager transactions, Runnable work) {
        BatchUnitOfWork unit = new BatchUnitOfWork();
        try {
            unit.start();
            unit.attach(transactions.startTransaction());
            work.run();
            unit.commit();
            return null;
        } catch (Throwable e) {
            return unit.ended(e);
        } finally {
            leave(any -> true);
        }
    }

    /** Why a transaction did not take place. */
    record Failure(Throwable cause, CommitFailure kind) {}

    private void attach(Transaction transaction) {
        onCommit(unit -> {
            progress = Progress.COMMITTING;
            transaction.commit();
            progress = Progress.COMMITTED;
        });
        onRollback(unit -> transaction.rollback());
    }

    private @Nullable Failure ended(Throwable e) {
        if (progress == Progress.COMMITTED) {
            LOG.error("a batch is committed, but what should follow the commit failed", e);
            return null;
        }
        leave(nested -> nested != this);
        if (isCurrent() && isActive() && phase().isBefore(Phase.ROLLBACK)) {
            rollback(e);
        }
        return new Failure(e, CommitFailure.of(e, progress == Progress.COMMITTING));
    }

    /** Axon rolls back on exceptions only. */
    @Override
    protected void notifyHandlers(Phase phase) {
        try {
            super.notifyHandlers(phase);
        } catch (Error e) {
            if (phase.isBefore(Phase.ROLLBACK)) {
                throw new IllegalStateException("a batch cannot be committed", e);
            }
            LOG.error("a batch could not be tidied up after its phase {}", phase, e);
        }
    }

    /** A unit that an Error left behind must not become the parent of what follows. */
    private static void leave(Predicate<UnitOfWork<?>> which) {
        while (CurrentUnitOfWork.isStarted() && which.test(CurrentUnitOfWork.get())) {
            CurrentUnitOfWork.clear(CurrentUnitOfWork.get());
        }
    }
}
