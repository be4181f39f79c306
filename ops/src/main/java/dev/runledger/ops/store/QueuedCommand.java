package dev.runledger.ops.store;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.time.Duration;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command on its way through the bus, and who waits for its answer. */
final class QueuedCommand<C, R> {

    private static final Logger LOG = LoggerFactory.getLogger(QueuedCommand.class);

    private final CommandMessage<C> message;
    private final CommandCallback<? super C, ? super R> callback;
    private final long queued = System.nanoTime();
    private @Nullable CommandResultMessage<? extends R> result;

    /** Handles one command in the current unit of work. */
    interface Handling {
        <C, R> void handle(CommandMessage<C> message, CommandCallback<? super C, ? super R> callback);
    }

    QueuedCommand(CommandMessage<C> message, CommandCallback<? super C, ? super R> callback) {
        this.message = message;
        this.callback = callback;
    }

    /** What decides the partition. */
    int route() {
        Object payload = message.getPayload();
        return payload instanceof Command command ? command.stream().hashCode() : payload.hashCode();
    }

    /** Since it came. */
    Duration waited() {
        return Duration.ofNanos(System.nanoTime() - queued);
    }

    boolean alone() {
        return message.getPayload() instanceof Command command && command.alone();
    }

    @Nullable
    Command command() {
        return message.getPayload() instanceof Command command ? command : null;
    }

    /** Whatever came of an earlier try does not count. */
    void forget() {
        result = null;
    }

    /** The result is kept until it is known whether it stands. */
    void handle(Handling handling) {
        CommandCallback<C, R> keeping = (m, kept) -> result = kept;
        handling.<C, R>handle(message, keeping);
    }

    /** What the handler threw, if it did. */
    @Nullable
    Throwable failure() {
        CommandResultMessage<? extends R> kept = result;
        return kept != null && kept.isExceptional() ? kept.exceptionResult() : null;
    }

    /** Whether the handler failed otherwise than by refusing. */
    boolean broke() {
        Throwable failure = failure();
        return failure != null && !(failure instanceof Refused);
    }

    /** The kept result stands. */
    void answer() {
        Throwable failure = failure();
        if (failure != null && !(failure instanceof Refused) && Outage.explains(failure)) {
            LOG.warn("{} failed because storage cannot be reached", message.getCommandName(), failure);
            unavailable();
        } else if (result == null) {
            fail(new IllegalStateException(message.getCommandName() + " was handled without a result"));
        } else {
            call(result);
        }
    }

    void unavailable() {
        fail(new Refused(new Refusal.Unavailable("storage did not confirm the change; look before asking again")));
    }

    void fail(Throwable failure) {
        call(GenericCommandResultMessage.<R>asCommandResultMessage(failure));
    }

    /** The callback is not ours: whatever it throws must not reach the other commands. */
    private void call(CommandResultMessage<? extends R> answer) {
        try {
            callback.onResult(message, answer);
        } catch (Throwable e) {
            LOG.error("the answer to {} could not be delivered", message.getCommandName(), e);
        }
    }
}
