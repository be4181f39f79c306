package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** The environments of each account (table {@code ledger.environment}). */
public final class EnvironmentCatalog implements EnvironmentLookup {

    private static final String PROTECTED = "production";

    private final JdbcTemplate sql;

    public EnvironmentCatalog(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** By key; read in the caller's transaction if there is one. */
    @Override
    public Map<String, Environment> of(AccountId account) {
        Map<String, Environment> found = new HashMap<>();
        sql.query(
                "SELECT key, managed FROM ledger.environment WHERE account = ? AND epoch = ?",
                row -> {
                    found.put(row.getString(1), new Environment(row.getString(1), row.getBoolean(2)));
                },
                account.name(),
                account.epoch());
        return found;
    }

    /** Takes a new environment in; {@code production} is protected (API.md §8.3). */
    public void add(AccountId account, Environment environment) {
        sql.update(
                """
                INSERT INTO ledger.environment (account, epoch, key, name, managed, protected, created_at)
                VALUES (?, ?, ?, ?, ?, ?, clock_timestamp())""",
                account.name(),
                account.epoch(),
                environment.key(),
                environment.key(),
                environment.managed(),
                environment.key().equals(PROTECTED));
    }
}
