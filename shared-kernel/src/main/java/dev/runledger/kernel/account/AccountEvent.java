package dev.runledger.kernel.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What happened to an account itself. All of it is in one stream, from {@link AccountOpened} on. */
public sealed interface AccountEvent {

    AccountId account();

    /**
     * The account's stream begins. For an account that existed before it had one, this tells what it held then.
     *
     * @param name for people
     * @param plan the key of the plan that it is on
     * @param environments all that it has
     * @param createdAt since when the account exists
     */
    @EventType(name = "AccountOpened")
    record AccountOpened(
            AccountId account,
            String name,
            String plan,
            List<EnvironmentView> environments,
            Instant createdAt,
            Instant openedAt)
            implements AccountEvent {
        public AccountOpened {
            environments = List.copyOf(environments);
        }
    }

    /**
     * An environment came into being, perhaps under a key that lived before. Entries that jobs still have for it count again, if
     * it is managed.
     *
     * @param environment its key
     * @param incarnation the id of this life of the key
     */
    @EventType(name = "EnvironmentCreated")
    record EnvironmentCreated(
            AccountId account, String environment, UUID incarnation, Definition definition, Instant createdAt)
            implements AccountEvent {

        /** The environment from now on. */
        public EnvironmentView after() {
            return EnvironmentView.created(environment, incarnation, definition, createdAt);
        }
    }

    /**
     * What users say of an environment was replaced as a whole. From the moment that it is not managed nothing fires or begins
     * in it, and what waited there is canceled.
     *
     * @param environment its key
     * @param managedBefore whether jobs could run in it until now
     */
    @EventType(name = "EnvironmentReplaced")
    record EnvironmentReplaced(
            AccountId account,
            String environment,
            UUID incarnation,
            Definition definition,
            boolean managedBefore,
            Instant createdAt,
            Instant updatedAt)
            implements AccountEvent {

        /** The environment from now on. */
        public EnvironmentView after() {
            return EnvironmentView.replaced(environment, incarnation, definition, createdAt, updatedAt);
        }
    }

    /**
     * An environment is gone: nothing fires or begins in it, and what waited there is canceled.
     *
     * @param environment its key
     * @param definition as it was
     * @param cascade whether jobs lose their entries for it, each by an event of its own; the key is free once that is done
     */
    @EventType(name = "EnvironmentDeleted")
    record EnvironmentDeleted(
            AccountId account,
            String environment,
            UUID incarnation,
            Definition definition,
            boolean cascade,
            Instant createdAt,
            Instant deletedAt)
            implements AccountEvent {}

    /**
     * What users set for the whole account was replaced as a whole.
     *
     * @param settings as it was sent; what is not known here is kept
     */
    @EventType(name = "SettingsReplaced")
    record SettingsReplaced(AccountId account, ObjectNode settings, Instant replacedAt) implements AccountEvent {}

    /**
     * The account is on another plan from now on. What exists stays, even beyond the new plan's limits.
     *
     * @param before the key of the plan that it was on
     * @param plan the key of the one that it is on
     */
    @EventType(name = "PlanChanged")
    record PlanChanged(AccountId account, String before, String plan, Instant changedAt) implements AccountEvent {}

    /**
     * An API key is valid from now on. Its secret is stored nowhere; what callers are recognized by, its SHA-256, is no part of
     * history.
     *
     * @param key its id
     * @param prefix the first characters of the secret, by which people tell keys apart
     */
    @EventType(name = "ApiKeyCreated")
    record ApiKeyCreated(
            AccountId account, UUID key, String prefix, Role role, ApiKeyView.Terms terms, Instant createdAt)
            implements AccountEvent {}

    /**
     * What can be changed of an API key was replaced as a whole.
     *
     * @param key its id
     */
    @EventType(name = "ApiKeyReplaced")
    record ApiKeyReplaced(
            AccountId account, UUID key, String prefix, Role role, ApiKeyView.Terms terms, Instant updatedAt)
            implements AccountEvent {}

    /**
     * An API key is refused from now on, for ever.
     *
     * @param key its id
     * @param terms as they were
     */
    @EventType(name = "ApiKeyRevoked")
    record ApiKeyRevoked(
            AccountId account, UUID key, String prefix, Role role, ApiKeyView.Terms terms, Instant revokedAt)
            implements AccountEvent {}

    /**
     * An API key is off the list, and refused for ever.
     *
     * @param key its id
     * @param terms as they were
     */
    @EventType(name = "ApiKeyDeleted")
    record ApiKeyDeleted(
            AccountId account, UUID key, String prefix, Role role, ApiKeyView.Terms terms, Instant deletedAt)
            implements AccountEvent {}

    /**
     * No job has an entry any more for an environment that was deleted together with them.
     *
     * @param environment its key, which is free from now on
     */
    @EventType(name = "EnvironmentCleared")
    record EnvironmentCleared(AccountId account, String environment, Instant clearedAt) implements AccountEvent {}
}
