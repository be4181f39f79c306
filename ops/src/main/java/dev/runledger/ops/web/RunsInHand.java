package dev.runledger.ops.web;

/** How busy this node's worker is. */
public interface RunsInHand {

    /** Runs that are due and wait for their turn. */
    int waiting();

    /** Runs that have their turn. */
    int inFlight();
}
