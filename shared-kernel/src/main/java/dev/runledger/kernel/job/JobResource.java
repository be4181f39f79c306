package dev.runledger.kernel.job;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.jsonapi.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API shows a job (API.md §2.1). */
public final class JobResource {

    public static final String TYPE = "job";

    private JobResource() {}

    /** Only the entries of {@code environments} inside the scope are shown (API.md §1.2). */
    public static Resource of(JobView job, EnvironmentScope scope) {
        JobDefinition definition = job.definition();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", definition.name());
        shown.put("description", definition.description());
        shown.put("type", "http");
        shown.put("kind", definition.kind());
        shown.put("schedule", definition.schedule());
        shown.put("timezone", definition.timezone());
        shown.put("concurrency_policy", "ALLOW");
        shown.put("configuration", definition.configuration());
        shown.put("environments", environments(job, scope));
        shown.put("retry_policy", definition.retryPolicy());
        shown.put("version", job.version());
        shown.put("created_at", job.createdAt());
        shown.put("updated_at", job.updatedAt());
        shown.put("deleted_at", job.deletedAt());
        return new Resource(job.key().slug(), TYPE, shown);
    }

    private static Map<String, Object> environments(JobView job, EnvironmentScope scope) {
        Map<String, Object> entries = new LinkedHashMap<>();
        job.definition().environments().forEach((environment, overlay) -> {
            if (scope.sees(environment)) {
                Map<String, @Nullable Object> entry = new LinkedHashMap<>(overlay.leaves());
                NextRun next = job.next().get(environment);
                entry.put("next_run_at", next == null ? null : next.at());
                entries.put(environment, entry);
            }
        });
        return entries;
    }
}
