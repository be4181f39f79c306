package dev.runledger.command.account;

import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.secret.WrongMasterKey;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The one place where accounts come into being. */
public final class Accounts {

    /** API.md §8.3: what a new account begins with; only the first is protected. */
    private static final List<String> INITIAL = List.of("production", "development", "staging");

    /** Before an account's first event. */
    private static final long NOTHING = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AccountCatalog accounts;
    private final EnvironmentCatalog environments;
    private final Plans plans;
    private final Consumer<AccountId> dataKeys;
    private final Function<Command, CompletableFuture<Object>> send;
    private final Clock clock;

    /**
     * @param dataKeys makes an account's data key, unless it has one
     * @param send completes with the command's answer, or exceptionally if it was not carried out
     */
    public Accounts(
            AccountCatalog accounts,
            EnvironmentCatalog environments,
            Plans plans,
            Consumer<AccountId> dataKeys,
            Function<Command, CompletableFuture<Object>> send,
            Clock clock) {
        this.accounts = accounts;
        this.environments = environments;
        this.plans = plans;
        this.dataKeys = dataKeys;
        this.send = send;
        this.clock = clock;
    }

    /**
     * Makes the account's data key, with which all that is secret will be sealed, and begins its stream, unless it was begun
     * before; safe to call by several nodes at once, of which those are refused whose master keys do not open the data key: it may
     * have been made by another since this one looked at those there were. An account from before there were such streams keeps what its rows say:
     * its age, and the environments that it has.
     *
     * @throws WrongMasterKey if the account's data key does not open here
     */
    void open(AccountId account, String name, String plan) {
        dataKeys.accept(account);
        Optional<AccountCatalog.Row> known = accounts.find(account);
        if (known.map(AccountCatalog.Row::opened).orElse(false)) {
            return;
        }
        List<EnvironmentView> there = known.isPresent() ? environments.views(account) : initial(plans.get(plan));
        Instant createdAt = known.map(AccountCatalog.Row::createdAt)
                .map(OffsetDateTime::toInstant)
                .map(Accounts::millis)
                .orElse(null);
        var _ = send.apply(new OpenAccount(account, name, plan, there, createdAt))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /**
     * What begins a new account together with its first key, so that there is none that nobody can enter. Makes its data key.
     */
    BeginAnew opening(AccountId account, String name, String plan, CreateApiKey key) {
        dataKeys.accept(account);
        OpenAccount opening = new OpenAccount(account, name, plan, initial(plans.get(plan)), null);
        Instant now = millis(clock.instant());
        return new BeginAnew(
                opening, new ApiKeyView(key.key(), key.prefix(), key.role(), key.terms(), now, null), NOTHING);
    }

    /** The account in the life that it is in now; as given if there is none of that name. */
    AccountId now(AccountId account) {
        return accounts.current(account.name()).orElse(account);
    }

    /**
     * What begins an account's next life: as a new account's, with its name, its plan and one of its keys. Makes the data key of that
     * life.
     *
     * @throws Refused if the life has ended already
     */
    BeginAnew wish(AccountId ended, ApiKeyView key) {
        AccountCatalog.Naming naming =
                accounts.naming(ended).orElseThrow(() -> new Refused(new Refusal.AccountWiped(ended)));
        AccountId next = ended.next();
        dataKeys.accept(next);
        OpenAccount opening = new OpenAccount(
                next, naming.title(), naming.plan(), initial(plans.get(naming.plan())), millis(naming.createdAt()));
        return new BeginAnew(opening, key, naming.sequence());
    }

    /** The last one is managed only if the plan allows as many (API.md §8.3). */
    private List<EnvironmentView> initial(Plan plan) {
        Instant now = millis(clock.instant());
        return INITIAL.stream()
                .map(key -> EnvironmentView.created(
                        key,
                        UUID.randomUUID(),
                        new Definition(
                                key,
                                null,
                                EnvironmentClass.STANDARD,
                                !(key.equals(INITIAL.getLast()) && plan.environmentsReached(INITIAL.size() - 1L))),
                        now))
                .toList();
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
