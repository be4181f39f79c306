package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Allowance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What one transaction decided about starts of an account in a month, in order. */
final class UsageBlock {

    /** @param counted else refused */
    record Entry(UUID run, String job, String environment, Instant at, boolean counted, Allowance.Rule rule) {}

    private final List<Entry> entries = new ArrayList<>();
    private int counted;

    void add(Entry entry) {
        entries.add(entry);
        counted += entry.counted() ? 1 : 0;
    }

    void remove(Entry entry) {
        if (entries.remove(entry)) {
            counted -= entry.counted() ? 1 : 0;
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int counted() {
        return counted;
    }

    /** @param most the counter may not pass it */
    PreparedStatement bound(PreparedStatement raise, AccountId account, String period, long most) throws SQLException {
        raise.setString(1, account.name());
        raise.setString(2, period);
        raise.setLong(3, counted);
        raise.setLong(4, entries.size() - (long) counted);
        raise.setLong(5, most);
        array(raise, 6, "uuid", Entry::run);
        array(raise, 7, "text", Entry::job);
        array(raise, 8, "text", Entry::environment);
        // As text: the driver would send timestamps in the JVM's own zone.
        array(raise, 9, "timestamptz", entry -> entry.at().toString());
        array(raise, 10, "bool", Entry::counted);
        array(raise, 11, "text", entry -> entry.rule().text());
        return raise;
    }

    private void array(PreparedStatement raise, int index, String type, Function<Entry, Object> column)
            throws SQLException {
        Connection connection = raise.getConnection();
        Object[] values = entries.stream().map(column).map(Object::toString).toArray();
        raise.setArray(index, connection.createArrayOf(type, values));
    }
}
