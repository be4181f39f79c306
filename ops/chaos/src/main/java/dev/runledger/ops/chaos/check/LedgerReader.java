package dev.runledger.ops.chaos.check;

import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.chaos.check.Ledger.Place;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Reads a {@link Ledger} in one transaction, so that all of it is of one instant. */
public final class LedgerReader {

    private static final String EVENTS =
            "SELECT position, stream, sequence, name, recorded_at, payload FROM ledger.event ORDER BY position";
    private static final String RUNS = """
            SELECT account, id, job, incarnation, job_version, environment, trigger, rerun_of, retry_of, retry_attempt,
                   of_rerun, scheduled_for, status, created_at, started_at, finished_at, total_ms, failure_reason, error,
                   execution, result
              FROM views.run LEFT JOIN views.run_snapshot USING (account, id)
            UNION ALL
            SELECT account, id, job, incarnation, job_version, environment, trigger, rerun_of, retry_of, retry_attempt,
                   of_rerun, scheduled_for, status, created_at, started_at, NULL, NULL, NULL, NULL, execution, NULL
              FROM views.open_run""";
    private static final int FETCH = 5_000;

    private final Vocabulary vocabulary = new Vocabulary();
    private final MasterKeys masterKeys;

    /** @param masterKeys of the nodes that wrote it */
    public LedgerReader(MasterKeys masterKeys) {
        this.masterKeys = masterKeys;
    }

    public Ledger read(Connection connection) throws SQLException {
        Vault vault = new DataKeys(new JdbcTemplate(new SingleConnectionDataSource(connection, true)), masterKeys);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.setFetchSize(FETCH);
            return new Ledger(
                    events(sql, vault),
                    number(sql, "SELECT last FROM ledger.head"),
                    openRuns(sql),
                    instants(sql, "SELECT slug, environment, next_at AS at FROM ledger.next_fire"),
                    runRows(sql),
                    jobRows(sql, vault),
                    instants(sql, "SELECT slug, environment, at FROM views.next_run WHERE run IS NULL"),
                    now(sql));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private List<StoredEvent> events(Statement sql, Vault vault) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (ResultSet row = sql.executeQuery(EVENTS)) {
            while (row.next()) {
                String stream = row.getString("stream");
                events.add(new StoredEvent(
                        row.getLong("position"),
                        stream,
                        row.getLong("sequence"),
                        Instant.ofEpochMilli(row.getLong("recorded_at")),
                        vocabulary.read(row.getString("name"), clear(vault, stream, row.getBytes("payload")))));
            }
        }
        return events;
    }

    private static byte[] clear(Vault vault, String stream, byte[] payload) {
        return JobKey.names(stream) ? vault.open(AccountId.ofStream(stream), payload) : payload;
    }

    private static long number(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Instant now(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT now()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static Set<String> openRuns(Statement sql) throws SQLException {
        Set<String> runs = new HashSet<>();
        try (ResultSet row = sql.executeQuery("SELECT run FROM ledger.open_run")) {
            while (row.next()) {
                runs.add(row.getString(1));
            }
        }
        return runs;
    }

    private static Map<Place, Instant> instants(Statement sql, String query) throws SQLException {
        Map<Place, Instant> instants = new HashMap<>();
        try (ResultSet row = sql.executeQuery(query)) {
            while (row.next()) {
                instants.put(
                        new Place(row.getString("slug"), row.getString("environment")),
                        row.getTimestamp("at").toInstant());
            }
        }
        return instants;
    }

    private static Map<UUID, Map<String, @Nullable Object>> runRows(Statement sql) throws SQLException {
        Map<UUID, Map<String, @Nullable Object>> rows = new HashMap<>();
        try (ResultSet row = sql.executeQuery(RUNS)) {
            while (row.next()) {
                rows.put(row.getObject("id", UUID.class), columns(row));
            }
        }
        return rows;
    }

    /** With definitions in clear. */
    private static Map<String, Map<String, @Nullable Object>> jobRows(Statement sql, Vault vault) throws SQLException {
        Map<String, Map<String, @Nullable Object>> rows = new HashMap<>();
        try (ResultSet row = sql.executeQuery("SELECT * FROM views.job")) {
            while (row.next()) {
                Map<String, @Nullable Object> columns = columns(row);
                byte[] json = vault.open(AccountId.parse(row.getString("account")), row.getBytes("definition"));
                columns.put("definition", new String(json, StandardCharsets.UTF_8));
                rows.put(row.getString("slug"), columns);
            }
        }
        return rows;
    }

    /** By column, with instants and lists instead of what JDBC has for them. */
    private static Map<String, @Nullable Object> columns(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> columns = new HashMap<>();
        ResultSetMetaData about = row.getMetaData();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.put(about.getColumnName(i), value(row.getObject(i)));
        }
        return columns;
    }

    private static @Nullable Object value(@Nullable Object value) throws SQLException {
        return switch (value) {
            case Timestamp at -> at.toInstant();
            case Array array -> List.of((Object[]) array.getArray());
            case null, default -> value;
        };
    }
}
