package dev.runledger.command.catalog;

import dev.runledger.kernel.Environment;
import dev.runledger.kernel.account.Meter;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.time.Instant;
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
 * @param nextFires when the job fires next, by environment, for edits and fires; empty for all others
 * @param policies by slug, those of the retry policies that live which the job names: in its new definition for an edit, in
 *     its current one for a run that ends
 * @param meter counts a run that starts; lets all pass for other commands
 * @param plan what the account's plan allows, for commands that it may limit; all for others
 * @param referencingJobs the slugs, sorted, of all live jobs that name the retry policy which is to be deleted
 */
public record Facts(
        Optional<LiveJob> job,
        Map<String, Environment> environments,
        Map<String, Instant> nextFires,
        Map<String, RetryPolicyView> policies,
        List<String> referencingJobs,
        Meter meter,
        PlanFacts plan) {

    /** A job that is not deleted, in its current life and version. */
    public record LiveJob(UUID incarnation, int version, JobRules rules) {}

    public static final Facts NONE =
            new Facts(Optional.empty(), Map.of(), Map.of(), Map.of(), List.of(), Meter.NONE, PlanFacts.UNLIMITED);

    public Facts {
        environments = Map.copyOf(environments);
        nextFires = Map.copyOf(nextFires);
        policies = Map.copyOf(policies);
        referencingJobs = List.copyOf(referencingJobs);
    }

    public Facts with(LiveJob live) {
        return new Facts(Optional.of(live), environments, nextFires, policies, referencingJobs, meter, plan);
    }

    public Facts withEnvironments(Map<String, Environment> all) {
        return new Facts(job, all, nextFires, policies, referencingJobs, meter, plan);
    }

    public Facts withNextFires(Map<String, Instant> fires) {
        return new Facts(job, environments, fires, policies, referencingJobs, meter, plan);
    }

    public Facts withPolicies(Map<String, RetryPolicyView> named) {
        return new Facts(job, environments, nextFires, named, referencingJobs, meter, plan);
    }

    public Facts withReferencingJobs(List<String> jobs) {
        return new Facts(job, environments, nextFires, policies, jobs, meter, plan);
    }

    public Facts withMeter(Meter counting) {
        return new Facts(job, environments, nextFires, policies, referencingJobs, counting, plan);
    }

    public Facts withPlan(PlanFacts known) {
        return new Facts(job, environments, nextFires, policies, referencingJobs, meter, known);
    }

    public boolean manages(String environment) {
        Environment known = environments.get(environment);
        return known != null && known.managed();
    }
}
