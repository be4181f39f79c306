package dev.runledger.ops.chaos.check;

import java.util.UUID;

/** A command to which some node answered that it is done: from then on it must be in the ledger for ever. */
public sealed interface Acknowledged {

    /** A run that somebody asked for. */
    record Triggered(UUID run, String job) implements Acknowledged {}

    record Reran(UUID run, UUID source) implements Acknowledged {}

    record Canceled(UUID run) implements Acknowledged {}

    /** @param tag the description that this write alone gave the job */
    record Written(String job, int version, String tag) implements Acknowledged {}

    record Deleted(String job) implements Acknowledged {}
}
