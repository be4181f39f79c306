package dev.runledger.command.execution;

import dev.runledger.kernel.Command;
import java.util.concurrent.CompletionStage;

/** The way to whoever decides. */
@FunctionalInterface
public interface Commands {

    /**
     * Sends a command; returns at once.
     *
     * @return completes with the decider's answer after its commit, or exceptionally: with a {@link
     *     dev.runledger.kernel.Refused} (perhaps as a cause) if it was refused, with anything else if nobody knows
     */
    CompletionStage<Object> send(Command command);
}
