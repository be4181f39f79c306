package dev.runledger.kernel.account;

import java.time.Instant;
import java.util.UUID;

/**
 * Decides whether a run of one account may start, and counts it: one step, exact on any number of nodes (API.md §7.2). What is
 * counted counts with the transaction that stores the start, and is forgotten with the command if that is refused.
 */
@FunctionalInterface
public interface Meter {

    /** Lets everything pass and counts nothing: for commands that start no run. */
    Meter NONE = (run, job, environment, at) -> new Admission.Admitted();

    /** @param at when it starts; it belongs to that instant's month in UTC */
    Admission admit(UUID run, String job, String environment, Instant at);
}
