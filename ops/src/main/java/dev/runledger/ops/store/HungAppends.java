package dev.runledger.ops.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of nodes that hang in the middle of an append, with the lock of the head that all nodes need. If they hang
 * between two statements, the server ends them by itself; while it waits for the rows of a {@code COPY}, none of its limits
 * counts.
 */
final class HungAppends {

    private static final Logger LOG = LoggerFactory.getLogger(HungAppends.class);

    private static final String END = """
            SELECT pid, application_name, pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND usename = current_user
               AND state = 'active' AND wait_event = 'ClientRead' AND query LIKE 'COPY ledger.event %'
               AND query_start < clock_timestamp() - make_interval(secs => ?)""";

    private final Duration limit;

    HungAppends(Duration limit) {
        this.limit = limit;
    }

    void end(Connection connection) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setDouble(1, limit.toMillis() / 1000.0);
            try (ResultSet row = end.executeQuery()) {
                while (row.next()) {
                    LOG.warn(
                            "session {} ({}) has held up all appends for {} and was ended; its node hangs",
                            row.getInt(1),
                            row.getString(2),
                            limit);
                }
            }
        }
    }
}
