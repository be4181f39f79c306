package dev.runledger.command.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.Trigger;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** SQL over {@code ledger.open_run}. */
public final class PostgresOpenRuns implements OpenRunTable {

    private static final String COLUMNS =
            "SELECT run, job, incarnation, job_version, kind, environment, trigger, due_at, worker FROM ledger.open_run ";

    private static final String OF_SEGMENTS = " AND (segment IS NULL OR segment = ANY (?)) ";

    private static final String UPSERT = """
            INSERT INTO ledger.open_run
                   (run, segment, job, incarnation, job_version, kind, environment, trigger, chain, due_at, worker)
            SELECT * FROM unnest(?::text[], ?::int2[], ?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[],
                                 ?::uuid[], ?::timestamptz[], ?::uuid[])
            ON CONFLICT (run) DO UPDATE SET worker = excluded.worker""";

    /** All of an account's runs lie between its name with a slash and the same with what comes after a slash. */
    private static final String WAITING_IN = """
            SELECT run
              FROM ledger.open_run
             WHERE run >= ? AND run > ? AND run < ? AND environment = ? AND worker IS NULL
             ORDER BY run LIMIT ?""";

    private static final RowMapper<OpenRun> ROW = (row, n) -> open(row);

    private static final RowMapper<RunningRun> RUNNING =
            (row, n) -> new RunningRun(RunKey.parse(row.getString("run")), row.getObject("worker", UUID.class));

    private final JdbcTemplate sql;

    public PostgresOpenRuns(JdbcTemplate sql) {
        this.sql = sql;
    }

    @Override
    public Optional<OpenRun> find(String run) {
        return sql.query(COLUMNS + "WHERE run = ?", ROW, run).stream().findFirst();
    }

    @Override
    public List<OpenRun> due(Instant after, Instant until, Set<Integer> segments, int most) {
        return sql.query(
                connection -> {
                    PreparedStatement query =
                            connection.prepareStatement(COLUMNS + "WHERE worker IS NULL AND due_at > ? AND due_at <= ?"
                                    + OF_SEGMENTS + "ORDER BY due_at LIMIT ?");
                    query.setObject(1, after.atOffset(ZoneOffset.UTC));
                    query.setObject(2, until.atOffset(ZoneOffset.UTC));
                    query.setArray(3, array(connection, segments));
                    query.setInt(4, most);
                    return query;
                },
                ROW);
    }

    @Override
    public List<PendingRun> overdue(Set<Integer> segments) {
        List<OpenRun> overdue = sql.query(
                connection -> {
                    PreparedStatement query = connection.prepareStatement(COLUMNS
                            + "WHERE worker IS NULL AND due_at <= now() - interval '1 minute'" + OF_SEGMENTS
                            + "ORDER BY due_at LIMIT 200");
                    query.setArray(1, array(connection, segments));
                    return query;
                },
                ROW);
        return overdue.stream().map(OpenRun::run).toList();
    }

    private static Array array(Connection connection, Set<Integer> segments) throws SQLException {
        return connection.createArrayOf("int2", segments.toArray());
    }

    @Override
    public List<PendingRun> waiting(JobKey job) {
        return sql.query(COLUMNS + "WHERE worker IS NULL AND job = ?", ROW, job.stream()).stream()
                .map(OpenRun::run)
                .toList();
    }

    @Override
    public List<RunKey> waitingIn(AccountId account, String environment, String after, int most) {
        return sql.query(
                WAITING_IN,
                (row, n) -> RunKey.parse(row.getString(1)),
                account + "/run/",
                after,
                account + "/run0",
                environment,
                most);
    }

    @Override
    public List<RunningRun> runningOn(UUID worker) {
        return sql.query("SELECT run, worker FROM ledger.open_run WHERE worker = ?", RUNNING, worker);
    }

    @Override
    public List<RunningRun> abandoned() {
        return sql.query("""
                SELECT run, worker
                  FROM ledger.open_run o
                 WHERE worker IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.worker w WHERE w.id = o.worker)""", RUNNING);
    }

    /** One upsert, one delete. */
    @Override
    public void write(Collection<OpenRun> kept, Collection<String> ended) {
        if (!kept.isEmpty()) {
            sql.update(connection -> upsert(connection, kept));
        }
        if (!ended.isEmpty()) {
            sql.update(connection -> {
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM ledger.open_run WHERE run = ANY (?)");
                delete.setArray(1, connection.createArrayOf("text", ended.toArray()));
                return delete;
            });
        }
    }

    private static PreparedStatement upsert(Connection connection, Collection<OpenRun> runs) throws SQLException {
        PreparedStatement upsert = connection.prepareStatement(UPSERT);
        List<Column> columns = List.of(
                new Column("text", OpenRun::stream),
                new Column("int2", open -> RunSegments.of(open.stream())),
                new Column("text", open -> open.run().job().stream()),
                new Column("uuid", open -> open.run().incarnation()),
                new Column("int4", open -> open.run().jobVersion()),
                new Column("text", open -> open.run().kind().text()),
                new Column("text", open -> open.run().environment()),
                new Column("text", open -> json(open.run().trigger())),
                new Column("uuid", open -> open.run().chain()),
                // As text with its offset: a Timestamp in an array is sent in local time, of which clock changes repeat
                // an hour.
                new Column("timestamptz", open -> open.dueAt().toString()),
                new Column("uuid", OpenRun::worker));
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Object[] values = runs.stream().map(column.value()).toArray();
            upsert.setArray(i + 1, connection.createArrayOf(column.type(), values));
        }
        return upsert;
    }

    private record Column(String type, Function<OpenRun, @Nullable Object> value) {}

    private static OpenRun open(ResultSet row) throws SQLException {
        PendingRun run = new PendingRun(
                RunKey.parse(row.getString("run")),
                JobKey.parse(row.getString("job")),
                row.getObject("incarnation", UUID.class),
                row.getInt("job_version"),
                JobKind.of(row.getString("kind")),
                row.getString("environment"),
                trigger(row.getString("trigger")));
        UUID worker = row.getObject("worker", UUID.class);
        return new OpenRun(run, row.getTimestamp("due_at").toInstant(), null, worker);
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
