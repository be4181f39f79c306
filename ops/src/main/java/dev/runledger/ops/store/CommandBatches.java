package dev.runledger.ops.store;

import dev.runledger.kernel.Command;
import dev.runledger.ops.store.BatchUnitOfWork.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles commands in as few transactions as may be, and answers each when it is known what became of it. */
final class CommandBatches {

    private static final Logger LOG = LoggerFactory.getLogger(CommandBatches.class);

    /** How often a command that has a transaction of its own is tried: once more after a conflict. */
    private static final int TRIES = 2;

    private final TransactionManager transactions;
    private final Consumer<List<Command>> preparation;
    private final QueuedCommand.Handling handling;

    CommandBatches(
            TransactionManager transactions, Consumer<List<Command>> preparation, QueuedCommand.Handling handling) {
        this.transactions = transactions;
        this.preparation = preparation;
        this.handling = handling;
    }

    /** In the order given; a command that must be alone ends the transaction before it. */
    void handle(List<QueuedCommand<?, ?>> commands) {
        List<QueuedCommand<?, ?>> together = new ArrayList<>(commands.size());
        for (QueuedCommand<?, ?> command : commands) {
            if (command.alone()) {
                handleTogether(together);
                handleTogether(List.of(command));
                together.clear();
            } else {
                together.add(command);
            }
        }
        handleTogether(together);
    }

    private void handleTogether(List<QueuedCommand<?, ?>> commands) {
        if (commands.isEmpty()) {
            return;
        }
        Failure failure = attempt(commands);
        if (failure == null || (isUndone(failure) && commands.size() == 1)) {
            commands.forEach(QueuedCommand::answer);
        } else if (failure.kind() == CommitFailure.UNAVAILABLE) {
            unavailable(commands, failure);
        } else if (failure.kind() == CommitFailure.FAULT && commands.size() == 1) {
            fail(commands.getFirst(), failure);
        } else {
            LOG.debug("a batch of {} is handled one by one", commands.size(), failure.cause());
            handleOneByOne(commands);
        }
    }

    /** Once storage is out of reach, the rest is not even tried. */
    private void handleOneByOne(List<QueuedCommand<?, ?>> commands) {
        for (int i = 0; i < commands.size(); i++) {
            QueuedCommand<?, ?> command = commands.get(i);
            Failure failure = retry(command);
            if (failure == null || isUndone(failure)) {
                command.answer();
            } else if (failure.kind() == CommitFailure.UNAVAILABLE) {
                unavailable(commands.subList(i, commands.size()), failure);
                return;
            } else {
                fail(command, failure);
            }
        }
    }

    private @Nullable Failure retry(QueuedCommand<?, ?> command) {
        Failure failure = attempt(List.of(command));
        for (int tries = 1; tries < TRIES && failure != null && failure.kind() == CommitFailure.CONFLICT; tries++) {
            failure = attempt(List.of(command));
        }
        return failure;
    }

    private @Nullable Failure attempt(List<QueuedCommand<?, ?>> commands) {
        commands.forEach(QueuedCommand::forget);
        return BatchUnitOfWork.run(transactions, () -> {
            preparation.accept(payloads(commands));
            for (QueuedCommand<?, ?> command : commands) {
                command.handle(handling);
            }
            undoIfAnyBroke(commands);
        });
    }

    /**
     * What a handler wrote itself, besides events, would be committed with the batch. A command that breaks is therefore
     * handled again in a transaction of its own, which its failure rolls back; so is the transaction of a single command
     * that is refused. Among others a refusal is too common for that: handlers refuse before they write.
     */
    private static void undoIfAnyBroke(List<QueuedCommand<?, ?>> commands) {
        boolean alone = commands.size() == 1;
        if (commands.stream().anyMatch(command -> alone ? command.failure() != null : command.broke())) {
            throw new Undone();
        }
    }

    private static boolean isUndone(Failure failure) {
        return failure.cause() instanceof Undone;
    }

    /** Rolls a transaction back that holds the work of a failed command; each command knows its own outcome. */
    private static final class Undone extends RuntimeException {
        Undone() {
            super("a command failed", null, false, false);
        }
    }

    private static List<Command> payloads(List<QueuedCommand<?, ?>> commands) {
        return commands.stream()
                .map(QueuedCommand::command)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The command's own reason says more than its transaction's. */
    private static void fail(QueuedCommand<?, ?> command, Failure failure) {
        command.fail(Objects.requireNonNullElse(command.failure(), failure.cause()));
    }

    private static void unavailable(List<QueuedCommand<?, ?>> commands, Failure failure) {
        LOG.warn(
                "storage did not confirm {} command(s); they are refused, not repeated",
                commands.size(),
                failure.cause());
        commands.forEach(QueuedCommand::unavailable);
    }
}
