package dev.runledger.command.catalog;

import dev.runledger.kernel.Environment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a decision about one job may take for granted: read in the transaction that will hold the decision, and locked until
 * it ends. Handlers receive it as a parameter, so aggregates do no I/O.
 *
 * @param job empty if no such job lives
 * @param environments the account's environments by key, for commands that choose one; empty for all others
 * @param nextFires when the job fires next, by environment, for edits and fires; empty for all others
 */
public record Facts(
        Optional<LiveJob> job, Map<String, Environment> environments, Map<String, Instant> nextFires) {

    /** A job that is not deleted, in its current life and version. */
    public record LiveJob(UUID incarnation, int version, JobRules rules) {}

    public static final Facts NONE = new Facts(Optional.empty(), Map.of(), Map.of());

    public Facts {
        environments = Map.copyOf(environments);
        nextFires = Map.copyOf(nextFires);
    }

    public boolean manages(String environment) {
        Environment known = environments.get(environment);
        return known != null && known.managed();
    }
}
