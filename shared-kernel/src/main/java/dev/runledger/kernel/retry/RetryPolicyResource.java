package dev.runledger.kernel.retry;

import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.retry.Backoff.Exponential;
import dev.runledger.kernel.retry.Backoff.Fixed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API shows a retry policy (API.md §6.1). */
public final class RetryPolicyResource {

    public static final String TYPE = "retry_policy";
    public static final String FIXED = "fixed";
    public static final String EXPONENTIAL = "exponential";

    private RetryPolicyResource() {}

    public static Resource of(RetryPolicyView view) {
        RetryPolicy policy = view.policy();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", policy.name());
        shown.put("max_retries", policy.maxRetries());
        shown.put("backoff", policy.backoff() instanceof Fixed ? FIXED : EXPONENTIAL);
        shown.put("delay_seconds", policy.backoff().delaySeconds());
        shown.put("max_delay_seconds", maxDelay(policy.backoff()));
        shown.put("retry_on_timeout", policy.retryOnTimeout());
        shown.put("retry_on_connection_error", policy.retryOnConnectionError());
        shown.put("retry_statuses", policy.retryStatuses());
        shown.put("retry_statuses_except", policy.retryStatusesExcept());
        shown.put("version", view.version());
        shown.put("created_at", view.createdAt());
        shown.put("updated_at", view.updatedAt());
        shown.put("deleted_at", view.deletedAt());
        return new Resource(view.key().slug(), TYPE, shown);
    }

    private static @Nullable Integer maxDelay(Backoff backoff) {
        return backoff instanceof Exponential exponential ? exponential.maxDelaySeconds() : null;
    }
}
