package dev.runledger.kernel.account;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.AccountEvent.ApiKeyReplaced;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it stands; the secret itself is known to its owner alone.
 *
 * @param prefix the first characters of the secret, by which people tell keys apart
 * @param revokedAt since when it is refused for ever; null while it is not
 */
public record ApiKeyView(
        UUID id,
        String prefix,
        Role role,
        Terms terms,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    /**
     * What can be changed of a key.
     *
     * @param environments the keys of the environments that it is restricted to, sorted; null for all
     * @param expiresAt from when on it is refused; null for never
     */
    public record Terms(
            String name,
            @Nullable List<String> environments,
            @Nullable Instant expiresAt) {

        public Terms {
            environments = environments == null
                    ? null
                    : environments.stream().sorted().distinct().toList();
        }

        @JsonIgnore
        public EnvironmentScope scope() {
            return environments == null ? EnvironmentScope.ALL : new EnvironmentScope(Set.copyOf(environments));
        }
    }

    public static ApiKeyView created(ApiKeyCreated event) {
        return new ApiKeyView(event.key(), event.prefix(), event.role(), event.terms(), event.createdAt(), null);
    }

    ApiKeyView replaced(ApiKeyReplaced event) {
        return new ApiKeyView(id, prefix, role, event.terms(), createdAt, revokedAt);
    }

    ApiKeyView revoked(Instant at) {
        return new ApiKeyView(id, prefix, role, terms, createdAt, at);
    }

    @JsonIgnore
    public boolean active() {
        return revokedAt == null;
    }

    /** Whether it opens nothing beyond a scope: only such keys exist for whoever is restricted to that. */
    public boolean within(EnvironmentScope scope) {
        List<String> environments = terms.environments();
        return scope.only() == null
                || (environments != null && environments.stream().allMatch(scope::sees));
    }

    /** Whether it opens everything for ever: an account must not be without such a key (API.md §8.4). */
    @JsonIgnore
    public boolean opensAll() {
        return active() && role == Role.OWNER && terms.environments() == null && terms.expiresAt() == null;
    }
}
