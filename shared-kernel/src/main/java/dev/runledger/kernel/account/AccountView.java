package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCleared;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An account as it stands after some of its events. {@link #first} and {@link #then} are the only fold.
 *
 * @param name for people
 * @param plan the key of the plan that it is on
 * @param environments by key
 * @param clearing keys of environments that are gone and that jobs still have entries for which are to go, too
 */
public record AccountView(
        AccountId id,
        String name,
        String plan,
        Map<String, EnvironmentView> environments,
        Set<String> clearing,
        Instant createdAt) {

    public AccountView {
        environments = Collections.unmodifiableMap(new TreeMap<>(environments));
        clearing = Collections.unmodifiableSet(new TreeSet<>(clearing));
    }

    public static AccountView first(AccountOpened event) {
        Map<String, EnvironmentView> environments = new TreeMap<>();
        event.environments().forEach(environment -> environments.put(environment.key(), environment));
        return new AccountView(event.account(), event.name(), event.plan(), environments, Set.of(), event.createdAt());
    }

    /** @throws IllegalStateException if the account is opened a second time: no history holds that */
    public AccountView then(AccountEvent event) {
        return switch (event) {
            case AccountOpened e -> throw new IllegalStateException(id + " is open already");
            case EnvironmentCreated e -> with(EnvironmentView.created(e));
            case EnvironmentReplaced e -> with(EnvironmentView.replaced(e));
            case EnvironmentDeleted e -> without(e);
            case EnvironmentCleared e -> cleared(e.environment());
        };
    }

    private AccountView with(EnvironmentView environment) {
        Map<String, EnvironmentView> more = new TreeMap<>(environments);
        more.put(environment.key(), environment);
        return new AccountView(id, name, plan, more, clearing, createdAt);
    }

    private AccountView without(EnvironmentDeleted event) {
        Map<String, EnvironmentView> rest = new TreeMap<>(environments);
        rest.remove(event.environment());
        Set<String> cleared = new TreeSet<>(clearing);
        if (event.cascade()) {
            cleared.add(event.environment());
        }
        return new AccountView(id, name, plan, rest, cleared, createdAt);
    }

    private AccountView cleared(String environment) {
        Set<String> rest = new TreeSet<>(clearing);
        rest.remove(environment);
        return new AccountView(id, name, plan, environments, rest, createdAt);
    }
}
