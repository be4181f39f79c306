package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.UsageEntry;
import dev.runledger.kernel.account.UsageEntry.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the decisions behind a counter (table {@code ledger.usage_block}), the latest first. */
public final class UsageLedger {

    private static final int BLOCKS = 50;

    private static final String PAGE = """
            SELECT number, used, runs, jobs, environments, at, counted, rules
              FROM ledger.usage_block
             WHERE account = ? AND period = ? AND number <= ?
             ORDER BY number DESC
             LIMIT\s""" + BLOCKS;

    private final JdbcTemplate sql;

    public UsageLedger(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * Those before a place, at most so many.
     *
     * @param visible which environments' entries are wanted
     */
    public List<UsageEntry> before(
            Place end, AccountId account, YearMonth period, Predicate<String> visible, int limit) {
        List<UsageEntry> found = new ArrayList<>();
        long from = end.block();
        boolean more = true;
        while (more && found.size() < limit) {
            List<List<UsageEntry>> blocks =
                    sql.query(PAGE, (row, n) -> entries(row), account.name(), period.toString(), from);
            blocks.stream()
                    .flatMap(List::stream)
                    .filter(entry -> entry.place().isBefore(end) && visible.test(entry.environment()))
                    .limit(limit - (long) found.size())
                    .forEach(found::add);
            more = blocks.size() == BLOCKS;
            from = more ? blocks.getLast().getLast().place().block() - 1 : from;
        }
        return found;
    }

    /** A block's, the latest first; there is at least one. */
    private static List<UsageEntry> entries(ResultSet row) throws SQLException {
        long number = row.getLong("number");
        long used = row.getLong("used");
        UUID[] runs = (UUID[]) row.getArray("runs").getArray();
        String[] jobs = (String[]) row.getArray("jobs").getArray();
        String[] environments = (String[]) row.getArray("environments").getArray();
        Timestamp[] at = (Timestamp[]) row.getArray("at").getArray();
        Boolean[] counted = (Boolean[]) row.getArray("counted").getArray();
        String[] rules = (String[]) row.getArray("rules").getArray();
        List<UsageEntry> entries = new ArrayList<>(runs.length);
        for (int i = runs.length - 1; i >= 0; i--) {
            entries.add(new UsageEntry(
                    new Place(number, i),
                    runs[i],
                    jobs[i],
                    environments[i],
                    at[i].toInstant(),
                    counted[i],
                    rules[i],
                    used));
            used -= counted[i] ? 1 : 0;
        }
        return entries;
    }
}
