package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import dev.runledger.kernel.account.Plans;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Sees to it that every installation has an account to work with, and a key to it. */
public final class DefaultAccount {

    /** An owner's, for all environments and for ever. */
    private static final Terms BOOTSTRAP = new Terms("bootstrap", null, null);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final Accounts accounts;
    private final ApiKeyRows rows;
    private final NewApiKeys keys;
    private final Function<Command, CompletableFuture<Object>> send;

    /** @param send completes with the command's answer, or exceptionally if it was not carried out */
    public DefaultAccount(
            JdbcTemplate sql,
            TransactionTemplate transaction,
            Accounts accounts,
            ApiKeyRows rows,
            NewApiKeys keys,
            Function<Command, CompletableFuture<Object>> send) {
        this.sql = sql;
        this.transaction = transaction;
        this.accounts = accounts;
        this.rows = rows;
        this.keys = keys;
        this.send = send;
    }

    /**
     * Safe to call on every start of every node: one after the other does it, and only what is missing is made.
     *
     * @param given the operator's own key, made valid unless it was revoked
     * @param plan which the account is put on; empty leaves it where it is
     * @param onGenerated told a generated key before it becomes valid, so that it can be kept where its owner finds it; called
     *     only if no key was given and the account has none
     */
    public void ensure(Optional<ApiKey> given, Optional<String> plan, Consumer<ApiKey> onGenerated) {
        AccountId account = accounts.now(AccountId.DEFAULT);
        accounts.open(account, account.name(), plan.orElse(Plans.ENTERPRISE));
        plan.ifPresent(wanted -> sent(new ChangePlan(account, wanted)));
        // Holds the lock while commands, in transactions of their own, do the work.
        transaction.executeWithoutResult(status -> {
            sql.query("SELECT pg_advisory_xact_lock(hashtext('runledger.default-account'))", row -> {});
            rows.untold(account).forEach(key -> tell(account, key));
            if (given.isPresent()) {
                if (!rows.isKnown(given.get())) {
                    make(account, given.get());
                }
            } else if (!rows.anyFor(account)) {
                ApiKey generated = ApiKey.generate(new SecureRandom());
                onGenerated.accept(generated);
                make(account, generated);
            }
        });
    }

    private void make(AccountId account, ApiKey secret) {
        keys.make(account, secret, Role.OWNER, BOOTSTRAP, command -> (ApiKeyView) sent(command));
    }

    /** A key from before keys had events. */
    private void tell(AccountId account, ApiKeyView key) {
        sent(new CreateApiKey(account, key.id(), key.prefix(), key.role(), key.terms(), key.createdAt()));
    }

    private Object sent(Command command) {
        return send.apply(command)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
