package dev.runledger.kernel.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a user can write of a job, already validated (API.md §2.1).
 *
 * @param schedule the text as sent, or null for a manual job
 * @param timezone an IANA id, or null for UTC
 * @param environments overlays by environment key, in the user's order
 * @param retryPolicy the slug of a live policy, or null for never
 */
public record JobDefinition(
        String name,
        @Nullable String description,
        @Nullable String schedule,
        @Nullable String timezone,
        HttpRequestSpec configuration,
        Map<String, Overlay> environments,
        @Nullable String retryPolicy) {

    /** What one environment really runs: the overlay laid over the base (API.md §4.2). */
    public record Effective(
            HttpRequestSpec request,
            @Nullable String schedule,
            @Nullable String timezone,
            @Nullable String retryPolicy) {}

    public JobDefinition {
        environments = Collections.unmodifiableMap(new LinkedHashMap<>(environments));
    }

    @JsonIgnore
    public JobKind kind() {
        return Schedule.of(schedule).kind();
    }

    /** A job runs in an environment only if that environment's own entry says so; the base enables nothing. */
    public boolean enabledIn(String environment) {
        return overlay(environment).map(Overlay::enabled).orElse(false);
    }

    public List<String> enabledEnvironments() {
        return environments.keySet().stream().filter(this::enabledIn).toList();
    }

    /** The same job with one entry written as disabled, as it is shown once a one-off is spent there (API.md §4.4). */
    public JobDefinition disabledIn(String environment) {
        Map<String, Overlay> entries = new LinkedHashMap<>(environments);
        entries.computeIfPresent(environment, (key, overlay) -> overlay.with(Overlay.ENABLED, false));
        return with(entries);
    }

    /** The same job without an environment's entry. */
    public JobDefinition without(String environment) {
        Map<String, Overlay> entries = new LinkedHashMap<>(environments);
        entries.remove(environment);
        return with(entries);
    }

    /** The same job with other entries. */
    public JobDefinition with(Map<String, Overlay> entries) {
        return new JobDefinition(name, description, schedule, timezone, configuration, entries, retryPolicy);
    }

    /** For an environment without an entry (a rerun may ask for one) this is the base. */
    public Effective effectiveIn(String environment) {
        return overlay(environment)
                .map(overlay -> new Effective(
                        overlay.over(configuration),
                        overlay.text(Overlay.SCHEDULE, schedule),
                        overlay.text(Overlay.TIMEZONE, timezone),
                        overlay.text(Overlay.RETRY_POLICY, retryPolicy)))
                .orElseGet(() -> new Effective(configuration, schedule, timezone, retryPolicy));
    }

    /** Every place in the definition that names a retry policy: the base's first, then those of the environments. */
    @JsonIgnore
    public List<RetryPolicyReference> retryPolicyReferences() {
        List<RetryPolicyReference> references = new ArrayList<>();
        if (retryPolicy != null) {
            references.add(RetryPolicyReference.ofBase(retryPolicy));
        }
        environments.forEach((environment, overlay) -> {
            String own = overlay.text(Overlay.RETRY_POLICY, null);
            if (own != null) {
                references.add(RetryPolicyReference.ofEnvironment(environment, own));
            }
        });
        return references;
    }

    /** The slugs of all retry policies that the base or an environment names, enabled or not. */
    @JsonIgnore
    public SortedSet<String> retryPolicies() {
        return retryPolicyReferences().stream()
                .map(RetryPolicyReference::slug)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Optional<Overlay> overlay(String environment) {
        return Optional.ofNullable(environments.get(environment));
    }
}
