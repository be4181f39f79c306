package dev.runledger.kernel.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.AccountEvent.ApiKeyDeleted;
import dev.runledger.kernel.account.AccountEvent.ApiKeyReplaced;
import dev.runledger.kernel.account.AccountEvent.ApiKeyRevoked;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCleared;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.account.AccountEvent.PlanChanged;
import dev.runledger.kernel.account.AccountEvent.SettingsReplaced;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * An account as it stands after some of its events. {@link #first} and {@link #then} are the only fold.
 *
 * @param name for people
 * @param plan the key of the plan that it is on
 * @param environments by key
 * @param keys API keys by id, revoked ones too
 * @param settings what users set for the whole account; not to be changed
 * @param clearing keys of environments that are gone and that jobs still have entries for which are to go, too
 */
public record AccountView(
        AccountId id,
        String name,
        String plan,
        Map<String, EnvironmentView> environments,
        Map<UUID, ApiKeyView> keys,
        ObjectNode settings,
        Set<String> clearing,
        Instant createdAt) {

    public AccountView {
        environments = Collections.unmodifiableMap(new TreeMap<>(environments));
        keys = Map.copyOf(keys);
        clearing = Collections.unmodifiableSet(new TreeSet<>(clearing));
    }

    public static AccountView first(AccountOpened event) {
        Map<String, EnvironmentView> environments = new TreeMap<>();
        event.environments().forEach(environment -> environments.put(environment.key(), environment));
        return new AccountView(
                event.account(),
                event.name(),
                event.plan(),
                environments,
                Map.of(),
                AccountSettings.NONE,
                Set.of(),
                event.createdAt());
    }

    /** @throws IllegalStateException if the account is opened a second time: no history holds that */
    public AccountView then(AccountEvent event) {
        return switch (event) {
            case AccountOpened e -> throw new IllegalStateException(id + " is open already");
            case EnvironmentCreated e -> with(e.after());
            case EnvironmentReplaced e -> with(e.after());
            case EnvironmentDeleted e -> without(e);
            case EnvironmentCleared e -> cleared(e.environment());
            case SettingsReplaced e -> with(e.settings());
            case PlanChanged e -> on(e.plan());
            case ApiKeyCreated e -> with(ApiKeyView.created(e));
            case ApiKeyReplaced e -> with(key(e.key()).replaced(e));
            case ApiKeyRevoked e -> with(key(e.key()).revoked(e.revokedAt()));
            case ApiKeyDeleted e -> without(e.key());
        };
    }

    private AccountView with(EnvironmentView environment) {
        Map<String, EnvironmentView> more = new TreeMap<>(environments);
        more.put(environment.key(), environment);
        return new AccountView(id, name, plan, more, keys, settings, clearing, createdAt);
    }

    private AccountView without(EnvironmentDeleted event) {
        Map<String, EnvironmentView> rest = new TreeMap<>(environments);
        rest.remove(event.environment());
        Set<String> cleared = new TreeSet<>(clearing);
        if (event.cascade()) {
            cleared.add(event.environment());
        }
        return new AccountView(id, name, plan, rest, keys, settings, cleared, createdAt);
    }

    private AccountView cleared(String environment) {
        Set<String> rest = new TreeSet<>(clearing);
        rest.remove(environment);
        return new AccountView(id, name, plan, environments, keys, settings, rest, createdAt);
    }

    private AccountView with(ObjectNode replaced) {
        return new AccountView(id, name, plan, environments, keys, replaced, clearing, createdAt);
    }

    private AccountView on(String other) {
        return new AccountView(id, name, other, environments, keys, settings, clearing, createdAt);
    }

    /** How many environments runs can be in. */
    public long managedEnvironments() {
        return environments.values().stream()
                .filter(environment -> environment.definition().managed())
                .count();
    }

    private ApiKeyView key(UUID key) {
        ApiKeyView known = keys.get(key);
        if (known == null) {
            throw new IllegalStateException(this.id + " has no key " + key);
        }
        return known;
    }

    private AccountView with(ApiKeyView key) {
        Map<UUID, ApiKeyView> more = new HashMap<>(keys);
        more.put(key.id(), key);
        return new AccountView(id, name, plan, environments, more, settings, clearing, createdAt);
    }

    private AccountView without(UUID key) {
        Map<UUID, ApiKeyView> rest = new HashMap<>(keys);
        rest.remove(key);
        return new AccountView(id, name, plan, environments, rest, settings, clearing, createdAt);
    }
}
