package dev.runledger.kernel.account;

import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.jsonapi.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API shows an environment (API.md §8.3). */
public final class EnvironmentResource {

    public static final String TYPE = "environment";

    private EnvironmentResource() {}

    public static Resource of(EnvironmentView environment) {
        Definition definition = environment.definition();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", definition.name());
        shown.put("color", definition.color());
        shown.put("classification", definition.classification());
        shown.put("managed", definition.managed());
        shown.put("protected", environment.guarded());
        shown.put("created_at", environment.createdAt());
        shown.put("updated_at", environment.updatedAt());
        return new Resource(environment.key(), TYPE, shown);
    }
}
