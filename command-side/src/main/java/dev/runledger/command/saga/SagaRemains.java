package dev.runledger.command.saga;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Remains;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Removes what is known of open runs and of one-offs of lives of accounts that have ended. */
public final class SagaRemains implements Remains {

    /** Tables, and the column whose text begins with the life. */
    private static final Map<String, String> TABLES =
            Map.of("ledger.open_run", "run", "ledger.spent_one_off", "run", "ledger.one_off_end", "job");

    private final JdbcTemplate sql;

    public SagaRemains(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Whatever comes between a slash and the character after it begins with the life and a slash. */
    @Override
    public int remove(AccountId ended, int most) {
        return TABLES.entrySet().stream()
                .mapToInt(table -> {
                    String rows = "SELECT ctid FROM " + table.getKey() + " WHERE " + table.getValue() + " >= ? AND "
                            + table.getValue() + " < ? LIMIT ?";
                    return sql.update(
                            "DELETE FROM " + table.getKey() + " WHERE ctid = ANY (ARRAY(" + rows + "))",
                            ended + "/",
                            ended + "0",
                            most);
                })
                .sum();
    }
}
