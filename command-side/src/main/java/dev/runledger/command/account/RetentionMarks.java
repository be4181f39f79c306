package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Remains;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** How far each account's history was looked through (table {@code ledger.retention}). Safe for all threads. */
public final class RetentionMarks implements Remains {

    private static final String ADVANCE = """
            INSERT INTO ledger.retention (account, epoch, position)
            SELECT mark.account, mark.epoch, mark.position
              FROM unnest(?::text[], ?::int[], ?::bigint[]) AS mark (account, epoch, position)
              JOIN ledger.account a ON a.name = mark.account AND a.epoch = mark.epoch
             ORDER BY mark.account, mark.epoch
            ON CONFLICT (account, epoch) DO UPDATE SET position = excluded.position
             WHERE retention.position < excluded.position""";

    private final JdbcTemplate sql;

    public RetentionMarks(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Of all accounts that have one. */
    Map<AccountId, Long> all() {
        Map<AccountId, Long> marks = new HashMap<>();
        sql.query("SELECT account, epoch, position FROM ledger.retention", row -> {
            marks.put(new AccountId(row.getString(1), row.getInt(2)), row.getLong(3));
        });
        return marks;
    }

    /** None goes back, and none is of a life that a wipe has ended. */
    void advance(Map<AccountId, Long> marks) {
        if (!marks.isEmpty()) {
            sql.update(connection -> bound(connection, Map.copyOf(marks)));
        }
    }

    @Override
    public int remove(AccountId ended, int most) {
        return sql.update("DELETE FROM ledger.retention WHERE account = ? AND epoch = ?", ended.name(), ended.epoch());
    }

    private static PreparedStatement bound(Connection connection, Map<AccountId, Long> marks) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(ADVANCE);
        Object[] names = marks.keySet().stream().map(AccountId::name).toArray();
        Object[] epochs = marks.keySet().stream().map(AccountId::epoch).toArray();
        Array positions = connection.createArrayOf("int8", marks.values().toArray());
        statement.setArray(1, connection.createArrayOf("text", names));
        statement.setArray(2, connection.createArrayOf("int4", epochs));
        statement.setArray(3, positions);
        return statement;
    }
}
