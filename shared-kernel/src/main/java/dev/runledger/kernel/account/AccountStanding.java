package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.jsonapi.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an account is to those who look at it from outside.
 *
 * @param name for people
 * @param plan the key of the plan that it is on
 */
public record AccountStanding(AccountId account, String name, String plan, Instant createdAt) {

    /** As the API shows it (API.md §8.5). */
    public Resource resource() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("name", name);
        attributes.put("plan", plan);
        attributes.put("created_at", createdAt);
        return new Resource(account.name(), "account", attributes);
    }
}
