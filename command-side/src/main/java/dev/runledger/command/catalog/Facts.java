package dev.runledger.command.catalog;

import dev.runledger.kernel.Environment;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a decision about one job or retry policy may take for granted: read in the transaction that will hold the decision, and locked until
 * it ends. Handlers receive it as a parameter, so aggregates do no I/O.
 *
 * @param job empty if no such job lives
 * @param environments the account's environments by key, for commands that choose one; empty for all others
 * @param policies by slug, those of the retry policies that live which a job's new definition names
 * @param referencingJobs the slugs, sorted, of all live jobs that name the retry policy which is to be deleted
 */
public record Facts(
        Optional<LiveJob> job,
        Map<String, Environment> environments,
        Map<String, RetryPolicyView> policies,
        List<String> referencingJobs) {

    /** A job that is not deleted, in its current life and version. */
    public record LiveJob(UUID incarnation, int version) {}

    public static final Facts NONE = new Facts(Optional.empty(), Map.of());

    public Facts {
        environments = Map.copyOf(environments);
        policies = Map.copyOf(policies);
        referencingJobs = List.copyOf(referencingJobs);
    }

    public Facts(Optional<LiveJob> job, Map<String, Environment> environments) {
        this(job, environments, Map.of(), List.of());
    }

    public Facts withPolicies(Map<String, RetryPolicyView> named) {
        return new Facts(job, environments, named, referencingJobs);
    }

    public Facts withReferencingJobs(List<String> jobs) {
        return new Facts(job, environments, policies, jobs);
    }

    public boolean manages(String environment) {
        Environment known = environments.get(environment);
        return known != null && known.managed();
    }
}
