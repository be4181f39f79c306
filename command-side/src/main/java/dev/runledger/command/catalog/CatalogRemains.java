package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Remains;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Removes the catalog's rows of lives of accounts that have ended. The counters of usage stay: they are the account's. */
public final class CatalogRemains implements Remains {

    /** What would ask for something goes first. */
    private static final List<String> TABLES =
            List.of("ledger.next_fire", "ledger.job", "ledger.retry_policy", "ledger.environment");

    /** Decisions about starts bear the account's name alone; those of a life are numbered up to where the wipe found them. */
    private static final String BLOCKS = """
            DELETE FROM ledger.usage_block
             WHERE ctid = ANY (ARRAY(
                   SELECT b.ctid
                     FROM ledger.usage_block b JOIN ledger.wipe w ON w.account = b.account AND b.number <= w.block
                    WHERE w.account = ? AND w.epoch = ?
                    LIMIT ?))""";

    private final JdbcTemplate sql;

    public CatalogRemains(JdbcTemplate sql) {
        this.sql = sql;
    }

    @Override
    public int remove(AccountId ended, int most) {
        int removed = 0;
        for (String table : TABLES) {
            String rows = "SELECT ctid FROM " + table + " WHERE account = ? AND epoch = ? LIMIT ?";
            removed += sql.update(
                    "DELETE FROM " + table + " WHERE ctid = ANY (ARRAY(" + rows + "))",
                    ended.name(),
                    ended.epoch(),
                    most);
        }
        return removed + sql.update(BLOCKS, ended.name(), ended.epoch(), most);
    }
}
