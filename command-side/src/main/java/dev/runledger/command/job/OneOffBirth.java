package dev.runledger.command.job;

import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Fields;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a one-off runs that this write arms (API.md §2.2 "One-off birth"). */
final class OneOffBirth {

    private OneOffBirth() {}

    /**
     * The entries as they are stored: naming an environment is enough to be born there.
     *
     * @param written as the caller sent them
     */
    static Map<String, Overlay> entries(Fields attributes, Map<String, Overlay> written, JobFacts facts) {
        Map<String, Overlay> born = new LinkedHashMap<>();
        written.forEach((environment, overlay) ->
                born.put(environment, overlay.has(Overlay.ENABLED) ? overlay : overlay.with(Overlay.ENABLED, true)));
        if (written.isEmpty()) {
            facts.scope()
                    .single()
                    .filter(facts::manages)
                    .ifPresent(only -> born.put(only, new Overlay(Map.of(Overlay.ENABLED, true))));
        }
        boolean somewhere = born.values().stream().anyMatch(Overlay::enabled) || isKeptElsewhere(facts);
        attributes.accept(
                somewhere,
                "environments",
                "environment_required",
                "must name an environment to run in: a one-off runs where it has an entry that is not disabled.");
        return born;
    }

    /** Entries outside the caller's scope stay as they are, and may be where the job runs. */
    private static boolean isKeptElsewhere(JobFacts facts) {
        JobDefinition before = facts.before();
        return before != null
                && before.enabledEnvironments().stream()
                        .anyMatch(kept -> !facts.scope().sees(kept));
    }
}
