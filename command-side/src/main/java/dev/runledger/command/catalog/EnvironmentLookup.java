package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Answers which environments accounts have, with all writes that were answered before. */
@FunctionalInterface
public interface EnvironmentLookup {

    /** All of these accounts' by key, managed or not; an account that has none may be left out. */
    Map<AccountId, Map<String, Environment>> of(Collection<AccountId> accounts);

    /** All of one account's by key. */
    default Map<String, Environment> of(AccountId account) {
        return of(List.of(account)).getOrDefault(account, Map.of());
    }

    /** Whether jobs may run there now. */
    default boolean manages(AccountId account, String environment) {
        Environment known = of(account).get(environment);
        return known != null && known.managed();
    }
}
