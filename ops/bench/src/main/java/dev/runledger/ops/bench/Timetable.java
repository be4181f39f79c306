package dev.runledger.ops.bench;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sets instants that no schedule could be written for, behind the service's back: it finds them at its next reading. */
final class Timetable {

    private static final String MOVE = """
            UPDATE ledger.next_fire f SET next_at = m.next_at
              FROM unnest(?::text[], ?::timestamptz[]) AS m (slug, next_at)
             WHERE f.account = ? AND f.epoch = ? AND f.slug = m.slug""";

    /** Spread over the year that begins after tomorrow, so that none comes due. */
    private static final String FILL = """
            INSERT INTO ledger.next_fire (account, epoch, slug, environment, next_at)
            SELECT ?, ?, 'idle-' || n, 'production', date_trunc('minute', now()) + interval '2 days' + n * interval '1 year' / ?
              FROM generate_series(1, ?) AS n""";

    private static final String EMPTY = "DELETE FROM ledger.next_fire WHERE account = ? AND slug LIKE 'idle-%'";

    private final JdbcTemplate sql;

    Timetable(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** The n-th job fires at the n-th instant. */
    void move(List<JobKey> jobs, List<Instant> instants) {
        String[] slugs = jobs.stream().map(JobKey::slug).toArray(String[]::new);
        Timestamp[] times = instants.stream().map(Timestamp::from).toArray(Timestamp[]::new);
        AccountId account = AccountId.DEFAULT;
        int moved = sql.update(connection -> {
            var write = connection.prepareStatement(MOVE);
            write.setArray(1, connection.createArrayOf("text", slugs));
            write.setArray(2, connection.createArrayOf("timestamptz", times));
            write.setString(3, account.name());
            write.setInt(4, account.epoch());
            return write;
        });
        if (moved != jobs.size()) {
            throw new IllegalStateException(
                    "of " + jobs.size() + " recurring jobs " + moved + " stand in the timetable");
        }
    }

    /** As if there were so many recurring jobs more: while none of them fires, their rows are all that the service has of them. */
    void fill(int rows) {
        AccountId account = AccountId.DEFAULT;
        sql.update(FILL, account.name(), account.epoch(), rows, rows);
        tidy();
    }

    void empty() {
        sql.update(EMPTY, AccountId.DEFAULT.name());
        tidy();
    }

    /** What the database would otherwise do by itself in the middle of the measurement. */
    private void tidy() {
        sql.execute("VACUUM (ANALYZE) ledger.next_fire");
    }
}
