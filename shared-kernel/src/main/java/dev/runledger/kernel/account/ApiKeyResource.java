package dev.runledger.kernel.account;

import dev.runledger.kernel.jsonapi.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API shows an API key (API.md §8.4). */
public final class ApiKeyResource {

    public static final String TYPE = "api_key";

    private ApiKeyResource() {}

    /** @param lastUsedAt null if it never was; may be some seconds behind */
    public static Resource of(ApiKeyView key, @Nullable Instant lastUsedAt) {
        return new Resource(key.id().toString(), TYPE, shown(key, lastUsedAt));
    }

    /** The only time that a secret is shown. */
    public static Resource withSecret(ApiKeyView key, String secret) {
        Map<String, @Nullable Object> shown = shown(key, null);
        shown.put("key", secret);
        return new Resource(key.id().toString(), TYPE, shown);
    }

    private static Map<String, @Nullable Object> shown(ApiKeyView key, @Nullable Instant lastUsedAt) {
        List<String> environments = key.terms().environments();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", key.terms().name());
        shown.put("role", key.role());
        shown.put("scopes", environments == null ? Map.of() : Map.of("environments", environments));
        shown.put("status", key.active() ? "ACTIVE" : "REVOKED");
        shown.put("prefix", key.prefix());
        shown.put("expires_at", key.terms().expiresAt());
        shown.put("last_used_at", lastUsedAt);
        shown.put("created_at", key.createdAt());
        return shown;
    }
}
