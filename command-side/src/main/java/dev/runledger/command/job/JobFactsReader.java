package dev.runledger.command.job;

import dev.runledger.command.catalog.EnvironmentLookup;
import dev.runledger.command.catalog.RetryPolicyLookup;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.job.JobDefinition;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Gathers what a definition is judged by, as of now. */
public final class JobFactsReader {

    private final EnvironmentLookup environments;
    private final RetryPolicyLookup policies;
    private final Clock clock;

    public JobFactsReader(EnvironmentLookup environments, RetryPolicyLookup policies, Clock clock) {
        this.environments = environments;
        this.policies = policies;
        this.clock = clock;
    }

    /** @param before what is to be replaced; null for a new job */
    JobFacts read(Caller caller, @Nullable JobDefinition before) {
        return new JobFacts(
                environments.of(caller.account()),
                caller.scope(),
                policy -> policies.exists(new RetryPolicyKey(caller.account(), policy)),
                clock.instant(),
                before);
    }
}
