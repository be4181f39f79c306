package dev.runledger.ops;

import dev.runledger.kernel.AccountId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;

/** Has this process let go of what it holds in memory of lives of accounts that a wipe, on whatever node, has ended. */
final class EndedLives {

    /** For how many rounds after a wipe was noticed something may come up anew that was under way then. */
    private static final int ROUNDS = 10;

    private final JdbcTemplate sql;
    private final List<Consumer<Predicate<AccountId>>> holders;

    private Map<String, Integer> known = Map.of();
    private int left;

    /** @param holders told, some times in a row, which lives have ended */
    EndedLives(JdbcTemplate sql, List<Consumer<Predicate<AccountId>>> holders) {
        this.sql = sql;
        this.holders = List.copyOf(holders);
    }

    /** Called by one thread, each second. */
    void forget() {
        Map<String, Integer> current = new HashMap<>();
        sql.query("SELECT name, epoch FROM ledger.account WHERE epoch > 1", row -> {
            current.put(row.getString(1), row.getInt(2));
        });
        if (!current.equals(known)) {
            known = current;
            left = ROUNDS;
        }
        if (left > 0) {
            left--;
            holders.forEach(
                    holder -> holder.accept(account -> account.epoch() < current.getOrDefault(account.name(), 1)));
        }
    }
}
