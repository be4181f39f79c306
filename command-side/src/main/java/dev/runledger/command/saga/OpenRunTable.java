package dev.runledger.command.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.Trigger;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** SQL over {@code ledger.open_run}, the one index of runs that are not over. */
public final class OpenRunTable {

    private static final String COLUMNS =
            "SELECT saga, run, job, incarnation, job_version, kind, environment, trigger, due_at, worker FROM ledger.open_run ";

    private static final String UPSERT = """
            INSERT INTO ledger.open_run
                   (saga, run, job, incarnation, job_version, kind, environment, trigger, chain, due_at, worker)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[],
                                 ?::uuid[], ?::timestamptz[], ?::uuid[])
            ON CONFLICT (saga) DO UPDATE SET worker = excluded.worker""";

    private static final RowMapper<StoredSaga> ROW = (row, n) -> stored(row);

    private final JdbcTemplate sql;

    public OpenRunTable(JdbcTemplate sql) {
        this.sql = sql;
    }

    Optional<StoredSaga> findByRun(String run) {
        return sql.query(COLUMNS + "WHERE run = ?", ROW, run).stream().findFirst();
    }

    Optional<StoredSaga> findBySaga(String saga) {
        return sql.query(COLUMNS + "WHERE saga = ?", ROW, saga).stream().findFirst();
    }

    /** Runs that wait and come due after the first and not after the second instant, the longest due first. */
    List<OpenRun> due(Instant after, Instant until, int most) {
        return sql
                .query(
                        COLUMNS + "WHERE worker IS NULL AND due_at > ? AND due_at <= ? ORDER BY due_at LIMIT ?",
                        ROW,
                        after.atOffset(ZoneOffset.UTC),
                        until.atOffset(ZoneOffset.UTC),
                        most)
                .stream()
                .map(StoredSaga::open)
                .toList();
    }

    /** Some of the runs that should have started a good while ago, the longest due first. */
    List<PendingRun> overdue() {
        return sql
                .query(
                        COLUMNS
                                + "WHERE worker IS NULL AND due_at <= now() - interval '1 minute' ORDER BY due_at LIMIT 200",
                        ROW)
                .stream()
                .map(stored -> stored.open().run())
                .toList();
    }

    /** Runs of a job that wait, in all of its lives. */
    List<PendingRun> waiting(JobKey job) {
        return sql.query(COLUMNS + "WHERE worker IS NULL AND job = ?", ROW, job.stream()).stream()
                .map(stored -> stored.open().run())
                .toList();
    }

    /** Writes a batch's changes: one upsert, one delete. An empty change means the saga ended. */
    void write(Map<String, Optional<StoredSaga>> changes) {
        List<StoredSaga> kept = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        changes.forEach((saga, change) -> change.ifPresentOrElse(kept::add, () -> ended.add(saga)));
        if (!kept.isEmpty()) {
            sql.update(connection -> upsert(connection, kept));
        }
        if (!ended.isEmpty()) {
            sql.update(connection -> {
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM ledger.open_run WHERE saga = ANY (?)");
                delete.setArray(1, connection.createArrayOf("text", ended.toArray()));
                return delete;
            });
        }
    }

    private static PreparedStatement upsert(Connection connection, List<StoredSaga> sagas) throws SQLException {
        PreparedStatement upsert = connection.prepareStatement(UPSERT);
        List<Column> columns = List.of(
                new Column("text", StoredSaga::saga),
                new Column("text", StoredSaga::run),
                new Column("text", s -> s.open().run().job().stream()),
                new Column("uuid", s -> s.open().run().incarnation()),
                new Column("int4", s -> s.open().run().jobVersion()),
                new Column("text", s -> s.open().run().kind().text()),
                new Column("text", s -> s.open().run().environment()),
                new Column("text", s -> json(s.open().run().trigger())),
                new Column("uuid", s -> s.open().run().chain()),
                // As text with its offset: a Timestamp in an array is sent in local time, of which clock changes repeat
                // an hour.
                new Column("timestamptz", s -> s.open().dueAt().toString()),
                new Column("uuid", s -> s.open().worker()));
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Object[] values = sagas.stream().map(column.value()).toArray();
            upsert.setArray(i + 1, connection.createArrayOf(column.type(), values));
        }
        return upsert;
    }

    private record Column(String type, Function<StoredSaga, @Nullable Object> value) {}

    private static StoredSaga stored(ResultSet row) throws SQLException {
        PendingRun run = new PendingRun(
                RunKey.parse(row.getString("run")),
                JobKey.parse(row.getString("job")),
                row.getObject("incarnation", UUID.class),
                row.getInt("job_version"),
                JobKind.of(row.getString("kind")),
                row.getString("environment"),
                trigger(row.getString("trigger")));
        UUID worker = row.getObject("worker", UUID.class);
        return new StoredSaga(
                row.getString("saga"),
                new OpenRun(run, row.getTimestamp("due_at").toInstant(), null, worker));
    }

    private static String json(Trigger trigger) {
        try {
            return Json.STORED.writerFor(Trigger.class).writeValueAsString(trigger);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Trigger trigger(String json) {
        try {
            return Json.STORED.readValue(json, Trigger.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
