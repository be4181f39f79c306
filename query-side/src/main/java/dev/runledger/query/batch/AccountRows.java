package dev.runledger.query.batch;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Remains;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Removes this side's rows of lives of accounts that have ended. Every table of it has the column {@code account}, which tells the life.
 */
public final class AccountRows implements Remains {

    /** News of tallies go before tallies: whoever folds them meanwhile moves them from the one to the other. */
    private static final List<String> TABLES = List.of(
            "next_run",
            "open_run",
            "run",
            "run_snapshot",
            "last_run",
            "run_tally_news",
            "run_tally",
            "job",
            "retry_policy");

    private final JdbcTemplate jdbc;

    public AccountRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int remove(AccountId ended, int most) {
        int removed = 0;
        for (String table : TABLES) {
            removed += jdbc.update(
                    InSchema.VIEWS.sql("delete from views." + table + " where ctid = any (array(select ctid from views."
                            + table + " where account = ? limit ?))"),
                    ended.toString(),
                    most);
        }
        return removed;
    }
}
