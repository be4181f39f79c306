package dev.runledger.command.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.account.AccountCommand.ConfirmCleared;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.AccountCommand.CreateEnvironment;
import dev.runledger.kernel.account.AccountCommand.DeleteApiKey;
import dev.runledger.kernel.account.AccountCommand.DeleteEnvironment;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.AccountCommand.ReplaceApiKey;
import dev.runledger.kernel.account.AccountCommand.ReplaceEnvironment;
import dev.runledger.kernel.account.AccountCommand.ReplaceSettings;
import dev.runledger.kernel.account.AccountCommand.RevokeApiKey;
import dev.runledger.kernel.account.AccountEvent;
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
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.Plan;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Decides what may be done to an account itself: to its environments and its keys (API.md §8.3, §8.4). */
@Aggregate(cache = "aggregateCache")
final class AccountAggregate implements CachedAggregate {

    /** What an account takes in memory beside its environments and keys, about. */
    private static final int SMALL = 1_000;

    /** What one of these takes, about. */
    private static final int PART = 800;

    private @Nullable AccountView account;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    AccountView handle(OpenAccount command, Clock clock) {
        if (account == null) {
            Instant now = now(clock);
            apply(new AccountOpened(
                    command.account(),
                    command.name(),
                    command.plan(),
                    command.environments(),
                    Objects.requireNonNullElse(command.createdAt(), now),
                    now));
        }
        return known();
    }

    /** The life that ends knows nothing of it: its stream is removed, and its catalog row says that the account has moved on. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    AccountView handle(BeginAnew command, Clock clock) {
        ApiKeyView key = command.key();
        if (account == null) {
            handle(command.opening(), clock);
            apply(new ApiKeyCreated(
                    command.account(), key.id(), key.prefix(), key.role(), key.terms(), key.createdAt()));
        } else if (!account.keys().containsKey(key.id())) {
            throw new Refused(new Refusal.AccountWiped(command.ended()));
        }
        return known();
    }

    @CommandHandler
    EnvironmentView handle(CreateEnvironment command, Facts facts, Clock clock) {
        EnvironmentView existing = known().environments().get(command.environment());
        if (existing != null && existing.incarnation().equals(command.incarnation())) {
            return existing;
        }
        if (existing != null) {
            throw new Refused(new Refusal.IdTaken("environment", command.environment()));
        }
        if (known().clearing().contains(command.environment())) {
            throw new Refused(new Refusal.Unavailable(
                    "jobs are still losing their entries for the environment of that id that was deleted before"));
        }
        if (command.definition().managed()) {
            requireRoom(facts.plan().plan());
        }
        apply(new EnvironmentCreated(
                command.account(), command.environment(), command.incarnation(), command.definition(), now(clock)));
        return existing(command.environment());
    }

    @CommandHandler
    EnvironmentView handle(ReplaceEnvironment command, Facts facts, Clock clock) {
        EnvironmentView current = existing(command.environment());
        if (current.guarded() && !command.definition().managed()) {
            throw new Refused(new Refusal.EnvironmentProtected(current.key()));
        }
        if (command.definition().managed() && !current.definition().managed()) {
            requireRoom(facts.plan().plan());
        }
        apply(new EnvironmentReplaced(
                command.account(),
                current.key(),
                current.incarnation(),
                command.definition(),
                current.definition().managed(),
                current.createdAt(),
                after(current, clock)));
        return existing(current.key());
    }

    /** One more managed environment (API.md §8.3). */
    private void requireRoom(Plan plan) {
        long current = known().managedEnvironments();
        if (plan.environmentsReached(current)) {
            String detail = "The plan " + plan.name() + " allows " + plan.managedEnvironments()
                    + " managed environments, and there are " + current + ".";
            throw new Refused(new Refusal.BeyondPlan(List.of(new PlanLimit(
                    "plan_limit_environments",
                    "/data/attributes/managed",
                    detail,
                    plan.managedEnvironments(),
                    current,
                    plan.name()))));
        }
    }

    /** @return as it was */
    @CommandHandler
    EnvironmentView handle(DeleteEnvironment command, Clock clock) {
        EnvironmentView current = existing(command.environment());
        if (current.guarded()) {
            throw new Refused(new Refusal.EnvironmentProtected(current.key()));
        }
        apply(new EnvironmentDeleted(
                command.account(),
                current.key(),
                current.incarnation(),
                current.definition(),
                command.cascade(),
                current.createdAt(),
                after(current, clock)));
        return current;
    }

    @CommandHandler
    AccountView handle(ReplaceSettings command, Clock clock) {
        apply(new SettingsReplaced(command.account(), command.settings(), now(clock)));
        return known();
    }

    @CommandHandler
    AccountView handle(ChangePlan command, Clock clock) {
        String before = known().plan();
        if (!before.equals(command.plan())) {
            apply(new PlanChanged(command.account(), before, command.plan(), now(clock)));
        }
        return known();
    }

    @CommandHandler
    AccountView handle(ConfirmCleared command, Clock clock) {
        if (known().clearing().contains(command.environment())) {
            apply(new EnvironmentCleared(command.account(), command.environment(), now(clock)));
        }
        return known();
    }

    @CommandHandler
    ApiKeyView handle(CreateApiKey command, Clock clock) {
        if (!known().keys().containsKey(command.key())) {
            apply(new ApiKeyCreated(
                    command.account(),
                    command.key(),
                    command.prefix(),
                    command.role(),
                    command.terms(),
                    Objects.requireNonNullElse(command.createdAt(), now(clock))));
        }
        return key(command.key());
    }

    @CommandHandler
    ApiKeyView handle(ReplaceApiKey command, Clock clock) {
        ApiKeyView current = key(command.key());
        requireAnotherUnless(
                command.terms().environments() == null && command.terms().expiresAt() == null, current);
        apply(new ApiKeyReplaced(
                command.account(), current.id(), current.prefix(), current.role(), command.terms(), now(clock)));
        return key(command.key());
    }

    @CommandHandler
    ApiKeyView handle(RevokeApiKey command, Clock clock) {
        ApiKeyView current = key(command.key());
        if (current.active()) {
            requireAnotherUnless(false, current);
            apply(new ApiKeyRevoked(
                    command.account(), current.id(), current.prefix(), current.role(), current.terms(), now(clock)));
        }
        return key(command.key());
    }

    /** @return as it was */
    @CommandHandler
    ApiKeyView handle(DeleteApiKey command, Clock clock) {
        ApiKeyView current = key(command.key());
        requireAnotherUnless(false, current);
        apply(new ApiKeyDeleted(
                command.account(), current.id(), current.prefix(), current.role(), current.terms(), now(clock)));
        return current;
    }

    /** Who holds the last key that opens everything for ever cannot be locked out (API.md §8.4). */
    private void requireAnotherUnless(boolean opensAllAfter, ApiKeyView changed) {
        boolean another = known().keys().values().stream()
                .anyMatch(key -> key.opensAll() && !key.id().equals(changed.id()));
        if (changed.opensAll() && !opensAllAfter && !another) {
            throw new Refused(new Refusal.LastOwnerKey(changed.id()));
        }
    }

    private ApiKeyView key(UUID id) {
        ApiKeyView key = known().keys().get(id);
        if (key == null) {
            throw new Refused(new Refusal.ApiKeyNotFound(id.toString()));
        }
        return key;
    }

    private EnvironmentView existing(String key) {
        EnvironmentView environment = known().environments().get(key);
        if (environment == null) {
            throw new Refused(new Refusal.EnvironmentNotFound(key));
        }
        return environment;
    }

    private AccountView known() {
        if (account == null) {
            throw new IllegalStateException("an account without a first event");
        }
        return account;
    }

    /** A clock that was set back must not change an environment before it was made. */
    private static Instant after(EnvironmentView before, Clock clock) {
        Instant now = now(clock);
        return now.isBefore(before.updatedAt()) ? before.updatedAt() : now;
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public int bytes() {
        return account == null
                ? SMALL
                : SMALL + PART * (account.environments().size() + account.keys().size());
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return account == null ? null : account.id().stream();
    }

    @EventSourcingHandler
    void on(AccountEvent event) {
        account = account == null ? AccountView.first((AccountOpened) event) : account.then(event);
    }
}
