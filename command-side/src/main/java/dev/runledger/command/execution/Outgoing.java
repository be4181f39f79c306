package dev.runledger.command.execution;

import dev.runledger.kernel.run.RunOutcome;

/** The way out, as an attempt sees it. */
@FunctionalInterface
interface Outgoing {

    /** Blocks; never throws for anything that the network or the target does. After an abort the outcome means nothing. */
    RunOutcome call(OutboundRequest request, Cutoff cutoff);
}
