package dev.runledger.ops;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.secret.Vault;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals what was stored in clear before accounts had keys: a migration that SQL cannot do. The documents stay what they are.
 * Done some jobs at a time, each in a transaction of its own; what is sealed already is passed over, so it can be broken off and
 * done again.
 */
final class ClearRows {

    /** A definition may be a megabyte, and a job may have many versions. */
    private static final int JOBS = 20;

    private static final int FETCHED = 20;

    private static final String NEXT_JOBS =
            "SELECT slug FROM ledger.job WHERE account = ? AND epoch = ? AND slug > ? ORDER BY slug LIMIT " + JOBS;

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final Vault vault;

    /** @param database without limits on how long an answer may take */
    ClearRows(DataSource database, Vault vault) {
        this.sql = new JdbcTemplate(database);
        sql.setFetchSize(FETCHED);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.vault = vault;
    }

    void seal(AccountId account) {
        List<String> jobs = jobsAfter("", account);
        while (!jobs.isEmpty()) {
            List<String> some = jobs;
            transaction.executeWithoutResult(status -> sealJobs(account, some));
            jobs = jobsAfter(some.getLast(), account);
        }
        transaction.executeWithoutResult(status -> seal(
                account, "ledger.idempotency", "body", "account = ? AND epoch = ?", account.name(), account.epoch()));
    }

    private List<String> jobsAfter(String slug, AccountId account) {
        return sql.query(NEXT_JOBS, (row, n) -> row.getString(1), account.name(), account.epoch(), slug);
    }

    private void sealJobs(AccountId account, List<String> jobs) {
        String[] slugs = jobs.toArray(String[]::new);
        String[] streams =
                jobs.stream().map(slug -> new JobKey(account, slug).stream()).toArray(String[]::new);
        seal(account, "ledger.event", "payload", "stream = ANY (?)", (Object) streams);
        seal(
                account,
                "ledger.job",
                "view",
                "account = ? AND epoch = ? AND slug = ANY (?)",
                account.name(),
                account.epoch(),
                slugs);
        seal(account, "views.job", "definition", "account = ? AND slug = ANY (?)", account.toString(), slugs);
    }

    private void seal(AccountId account, String table, String column, String condition, Object... values) {
        // JSON begins with a brace.
        String inClear = " AND get_byte(" + column + ", 0) = ascii('{') FOR UPDATE";
        String select = "SELECT ctid, " + column + " FROM " + table + " WHERE " + condition + inClear;
        String update = "UPDATE " + table + " SET " + column + " = ? WHERE ctid = ?::tid";
        sql.query(
                select,
                row -> {
                    sql.update(update, vault.seal(account, row.getBytes(2)), row.getString(1));
                },
                values);
    }
}
