package dev.runledger.command;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refused;

/** Sends a command to the stream that decides it and waits until what it decided is stored. Safe for all threads. */
public interface Commands {

    /**
     * @param answer what this command answers with: edits of a job or a retry policy with its view, all else with the
     *     run's
     * @throws Refused if it is not carried out
     */
    <R> R send(Command command, Caller caller, Class<R> answer);
}
