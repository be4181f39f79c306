package dev.runledger.ops.store;

import dev.runledger.kernel.Command;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;

/**
 * A command bus that commits in groups: whatever waits when a partition's thread comes by is handled in one transaction,
 * each command in a nested unit of work that can fail alone, and is answered after the commit.
 *
 * <p>Callbacks run in the partition's thread and must not wait for another command. A handler must not either: commands it
 * dispatches are handled after its own batch.
 */
public final class GroupCommitCommandBus extends SimpleCommandBus implements AutoCloseable {

    private final List<CommandPartition> partitions;
    private final Duration closing;

    /**
     * @param builder monitors, spans and the like; its transaction manager and rollback rule are replaced
     * @param transactions begins the one transaction of a batch
     * @param preparation called in that transaction with the batch's commands, before the first is handled
     */
    public GroupCommitCommandBus(
            SimpleCommandBus.Builder builder,
            TransactionManager transactions,
            Consumer<List<Command>> preparation,
            GroupCommitSettings settings) {
        super(builder.transactionManager(NoTransactionManager.INSTANCE)
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE));
        CommandBatches batches = new CommandBatches(transactions, preparation, this::handleNow);
        this.partitions = IntStream.range(0, settings.partitions())
                .mapToObj(number -> new CommandPartition(number, batches, settings))
                .toList();
        this.closing = settings.closing();
    }

    /** Begins to handle commands; those dispatched earlier have waited. */
    public void start() {
        partitions.forEach(CommandPartition::start);
    }

    /** How many commands wait to be handled. */
    public int waiting() {
        return partitions.stream().mapToInt(CommandPartition::waiting).sum();
    }

    /** Takes no more commands, lets those that wait be handled within the limit, and refuses the rest as unavailable. */
    @Override
    public void close() {
        partitions.forEach(CommandPartition::stopTaking);
        long deadline = System.nanoTime() + closing.toNanos();
        for (CommandPartition partition : partitions) {
            try {
                partition.finish(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected <C, R> void doDispatch(CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        QueuedCommand<C, R> queued = new QueuedCommand<>(command, callback);
        int spread = queued.route() * 0x9E3779B9;
        partitions.get((spread >>> 16) % partitions.size()).take(queued);
    }

    private <C, R> void handleNow(CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        super.doDispatch(command, callback);
    }
}
