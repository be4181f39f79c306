package dev.runledger.command.job;

import dev.runledger.command.ResourceId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.job.RetryPolicyReference;
import dev.runledger.kernel.jsonapi.Fields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a definition is judged by beyond itself.
 *
 * @param environments all of the account's, by key
 * @param scope the caller's environments
 * @param now the instant of the write
 * @param before what is to be replaced; null for a new job
 */
record JobFacts(
        Map<String, Environment> environments,
        EnvironmentScope scope,
        Predicate<String> policyExists,
        Instant now,
        @Nullable JobDefinition before) {

    Optional<String> retryPolicy(Fields fields) {
        return fields.text(Overlay.RETRY_POLICY)
                .filter(slug -> fields.accept(
                        ResourceId.valid(slug) && policyExists.test(slug),
                        Overlay.RETRY_POLICY,
                        RetryPolicyReference.UNKNOWN,
                        RetryPolicyReference.NAMES_NONE));
    }

    boolean manages(String key) {
        Environment environment = environments.get(key);
        return environment != null && environment.managed();
    }

    /** Notes a problem unless an entry may stand under this key. */
    void requireManaged(Fields entries, String key) {
        Environment environment = environments.get(key);
        if (environment == null) {
            entries.problem(key, "environment_unknown", "There is no environment \"" + key + "\".");
        } else {
            entries.accept(
                    environment.managed(), key, "environment_unmanaged", "is an environment that is not managed.");
        }
    }
}
