package dev.runledger.command.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Json;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decisions about a job's runs need of its definition, small enough to be read with each of them.
 *
 * @param retryPolicy the base's
 * @param retryPolicies those of environments that have their own
 */
public record JobRules(
        JobKind kind, Set<String> enabledIn, @Nullable String retryPolicy, Map<String, String> retryPolicies) {

    public JobRules {
        enabledIn = Set.copyOf(Objects.requireNonNullElse(enabledIn, Set.of()));
        retryPolicies = Map.copyOf(Objects.requireNonNullElse(retryPolicies, Map.of()));
    }

    public static JobRules of(JobDefinition job) {
        Map<String, String> policies = new HashMap<>();
        job.environments().forEach((environment, overlay) -> {
            String own = overlay.text(Overlay.RETRY_POLICY, null);
            if (own != null) {
                policies.put(environment, own);
            }
        });
        return new JobRules(job.kind(), Set.copyOf(job.enabledEnvironments()), job.retryPolicy(), policies);
    }

    /** All that may judge one of its failures. */
    Set<String> policies() {
        Set<String> all = new HashSet<>(retryPolicies.values());
        if (retryPolicy != null) {
            all.add(retryPolicy);
        }
        return all;
    }

    /** The policy that judges failures in this environment (API.md §4.2). */
    public Optional<String> retryPolicyIn(String environment) {
        return Optional.ofNullable(retryPolicies.getOrDefault(environment, retryPolicy));
    }

    /** What the rules of recurring jobs that are enabled in the environment hold, as a part of their JSON. */
    static String recurringIn(String environment) {
        return new JobRules(JobKind.RECURRING, Set.of(environment), null, Map.of()).written();
    }

    static JobRules read(String stored) {
        try {
            return Json.STORED.readValue(stored, JobRules.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    String written() {
        try {
            return Json.STORED.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
