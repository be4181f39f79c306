package dev.runledger.command.execution;

import dev.runledger.kernel.RunKey;

/** Where runs that may start are handed over. Both calls return at once and may be repeated. */
public interface Handoff {

    /** Begins the run as soon as there is room for it; one that is already in hand is left alone. */
    void offer(PendingRun run);

    /** Stops tracking the run and closes its connection, if it is in hand: its result no longer matters. */
    void abort(RunKey run);
}
