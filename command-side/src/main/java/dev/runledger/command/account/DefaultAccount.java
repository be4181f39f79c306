package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Role;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Sees to it that every installation has an account to work with, and a key to it. */
public final class DefaultAccount {

    private static final String KEY_NAME = "bootstrap";

    /** API.md §7.3. */
    private static final String PLAN = "enterprise";

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final Accounts accounts;
    private final ApiKeyTable keys;

    public DefaultAccount(JdbcTemplate sql, TransactionTemplate transaction, Accounts accounts, ApiKeyTable keys) {
        this.sql = sql;
        this.transaction = transaction;
        this.accounts = accounts;
        this.keys = keys;
    }

    /**
     * Safe to call on every start of every node: one after the other does it, and only what is missing is made.
     *
     * @param given the operator's own key, made valid unless it was revoked
     * @param onGenerated told a generated key before it becomes valid, so that it can be kept where its owner finds it; called
     *     only if no key was given and the account has none
     */
    public void ensure(Optional<ApiKey> given, Consumer<ApiKey> onGenerated) {
        AccountId account = AccountId.DEFAULT;
        accounts.open(account, account.name(), PLAN);
        transaction.executeWithoutResult(status -> {
            sql.query("SELECT pg_advisory_xact_lock(hashtext('runledger.default-account'))", row -> {});
            if (given.isPresent()) {
                keys.addIfUnknown(account, given.get(), KEY_NAME, Role.OWNER);
            } else if (!keys.anyFor(account)) {
                ApiKey generated = ApiKey.generate(new SecureRandom());
                onGenerated.accept(generated);
                keys.addIfUnknown(account, generated, KEY_NAME, Role.OWNER);
            }
        });
    }
}
