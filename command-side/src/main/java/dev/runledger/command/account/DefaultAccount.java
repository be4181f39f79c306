package dev.runledger.command.account;

import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Sees to it that every installation has an account to work with, its first environments, and a key to it. */
public final class DefaultAccount {

    private static final String KEY_NAME = "bootstrap";

    /** API.md §8.3: what a new account begins with; only the first is protected. */
    private static final List<String> INITIAL = List.of("production", "development", "staging");

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final EnvironmentCatalog environments;
    private final ApiKeyTable keys;
    private final Consumer<AccountId> dataKeys;

    /** @param dataKeys makes an account's data key, in the account's transaction, unless it has one */
    public DefaultAccount(
            JdbcTemplate sql,
            TransactionTemplate transaction,
            EnvironmentCatalog environments,
            ApiKeyTable keys,
            Consumer<AccountId> dataKeys) {
        this.sql = sql;
        this.transaction = transaction;
        this.environments = environments;
        this.keys = keys;
        this.dataKeys = dataKeys;
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
        transaction.executeWithoutResult(status -> {
            sql.query("SELECT pg_advisory_xact_lock(hashtext('runledger.default-account'))", row -> {});
            if (createAccount(account)) {
                INITIAL.forEach(key -> environments.addIfAbsent(account, key, UUID.randomUUID(), managed(key)));
            }
            dataKeys.accept(account);
            if (given.isPresent()) {
                keys.addIfUnknown(account, given.get(), KEY_NAME, Role.OWNER);
            } else if (!keys.anyFor(account)) {
                ApiKey generated = ApiKey.generate(new SecureRandom());
                onGenerated.accept(generated);
                keys.addIfUnknown(account, generated, KEY_NAME, Role.OWNER);
            }
        });
    }

    private static Definition managed(String name) {
        return new Definition(name, null, EnvironmentClass.STANDARD, true);
    }

    private boolean createAccount(AccountId account) {
        return sql.update("""
                        INSERT INTO ledger.account (name, epoch, created_at)
                        VALUES (?, ?, clock_timestamp()) ON CONFLICT (name) DO NOTHING""", account.name(), account.epoch()) == 1;
    }
}
