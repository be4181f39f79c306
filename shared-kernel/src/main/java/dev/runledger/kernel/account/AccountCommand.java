package dev.runledger.kernel.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of an account itself. Those about one environment answer with its {@link EnvironmentView}, those about a key
 * with its {@link ApiKeyView}, all else with the {@link AccountView}. Facts of other commands depend on all of it, so each has a transaction of its own.
 */
public sealed interface AccountCommand extends Command {

    AccountId account();

    @Override
    default String stream() {
        return account().stream();
    }

    @Override
    default boolean alone() {
        return true;
    }

    /**
     * Begins the account's stream; asked again, it changes nothing.
     *
     * @param name for people
     * @param plan the key of the plan that it is on
     * @param environments what it begins with
     * @param createdAt since when the account exists, if it does already; null for now
     */
    record OpenAccount(
            AccountId account,
            String name,
            String plan,
            List<EnvironmentView> environments,
            @Nullable Instant createdAt)
            implements AccountCommand {
        public OpenAccount {
            environments = List.copyOf(environments);
        }
    }

    /**
     * A life of the account begins together with a key to it, which ends the one before it, if there is one, together with all that
     * it has. Asked again, it changes nothing. Answers with the {@link AccountView} of the new life.
     *
     * @param opening how it begins
     * @param key the first one; in a later life that of the wish's caller, the only one that is kept
     * @param after the last event in the ended life's stream, so that nothing happens to that unseen; -1 before the first life
     */
    record BeginAnew(OpenAccount opening, ApiKeyView key, long after) implements AccountCommand {
        /** In its next life. */
        @Override
        public AccountId account() {
            return opening.account();
        }

        /** The life that ends; before the first one nothing does. */
        public AccountId ended() {
            return account().before();
        }
    }

    /** @param incarnation the new life's id; asking again with the same one succeeds without doing it twice */
    record CreateEnvironment(AccountId account, String environment, UUID incarnation, Definition definition)
            implements AccountCommand {}

    record ReplaceEnvironment(AccountId account, String environment, Definition definition) implements AccountCommand {}

    /** @param cascade whether jobs are to lose what they say of it; else that stays, without effect */
    record DeleteEnvironment(AccountId account, String environment, boolean cascade) implements AccountCommand {}

    /**
     * Makes a key valid whose secret is reserved under this id; asked again, it changes nothing.
     *
     * @param prefix the first characters of the secret
     * @param createdAt since when it exists, if it does already; null for now
     */
    record CreateApiKey(
            AccountId account,
            UUID key,
            String prefix,
            Role role,
            ApiKeyView.Terms terms,
            @Nullable Instant createdAt) implements AccountCommand {}

    record ReplaceApiKey(AccountId account, UUID key, ApiKeyView.Terms terms) implements AccountCommand {}

    /** Ends a key for ever; one that is revoked already stays so. */
    record RevokeApiKey(AccountId account, UUID key) implements AccountCommand {}

    /** Ends a key for ever, and takes it off the list. */
    record DeleteApiKey(AccountId account, UUID key) implements AccountCommand {}

    /**
     * Puts the account on another plan, from now on; asked again, it changes nothing.
     *
     * @param plan the key of one that exists
     */
    record ChangePlan(AccountId account, String plan) implements AccountCommand {}

    /** Answers with the {@link AccountView}. */
    record ReplaceSettings(AccountId account, ObjectNode settings) implements AccountCommand {}

    /** No job says anything any more of an environment that was deleted with that wish, so its key is free. */
    record ConfirmCleared(AccountId account, String environment) implements AccountCommand {}
}
