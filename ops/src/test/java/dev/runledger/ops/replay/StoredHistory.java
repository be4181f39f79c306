package dev.runledger.ops.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.store.NamedEventSerializer;
import dev.runledger.ops.store.Upcasters;
import dev.runledger.query.run.RunViews;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.serialization.json.JacksonSerializer;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A database with the events of some runs, and the list of runs as a follower has written it up to where the test says. */
final class StoredHistory {

    static final Instant MARCH = Instant.parse("2026-03-10T10:00:00Z");

    final TestDatabase database = TestPostgres.freshDatabase();
    final JdbcTemplate sql = new JdbcTemplate(connected(database));
    private final List<Object> events = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    StoredHistory() {
        for (String schema : List.of("ledger", "views")) {
            Flyway.configure()
                    .dataSource(database.dataSource())
                    .schemas(schema)
                    .defaultSchema(schema)
                    .locations("classpath:db/" + schema)
                    .load()
                    .migrate();
        }
    }

    /** One connection for all, as opening them would take most of the time. */
    private static DataSource connected(TestDatabase database) {
        try {
            return new SingleConnectionDataSource(database.dataSource().getConnection(), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it was when fresh: databases are dear, so the tests of a class share one. */
    StoredHistory emptied() {
        events.clear();
        sql.execute("TRUNCATE ledger.event, ledger.token, views." + String.join(", views.", RunViews.TABLES));
        sql.execute("DROP SCHEMA IF EXISTS runs_replay CASCADE");
        return this;
    }

    static RunKey run(int number) {
        return new RunKey(AccountId.DEFAULT, new UUID(0x7000, number));
    }

    /** A run that waits since then. */
    void triggered(int number, Instant at) {
        append(new RunEvent.RunTriggered(
                run(number),
                "job-" + number % 3,
                new UUID(1, 1),
                1,
                JobKind.MANUAL,
                "production",
                new Trigger.Manual(),
                at));
    }

    void started(int number, Instant at) {
        append(new RunEvent.RunStarted(
                run(number),
                new UUID(2, 2),
                new UUID(3, number),
                1,
                StatusPattern.SUCCESS,
                new RequestSnapshot("GET", "https://example.org/", Map.of("Accept", "*/*"), null),
                at));
    }

    void succeeded(int number, Instant at) {
        append(new RunEvent.RunSucceeded(run(number), new ResponseSnapshot(200, Map.of(), "fine", false, 4), at));
    }

    void failed(int number, Instant at) {
        append(new RunEvent.RunFailed(run(number), FailureReason.TIMEOUT, "too slow", null, at, null));
    }

    /** So many runs from a number on, of which each tenth fails and each seventh is not over. */
    void runs(int first, int count, Instant since) {
        for (int number = first; number < first + count; number++) {
            Instant created = since.plusSeconds(number);
            triggered(number, created);
            if (number % 7 != 0) {
                started(number, created.plusMillis(20));
            }
            if (number % 7 != 0 && number % 10 == 0) {
                failed(number, created.plusMillis(120));
            } else if (number % 7 != 0) {
                succeeded(number, created.plusMillis(150));
            }
        }
    }

    /** These runs are gone, and an event says so. */
    void pruned(List<Integer> numbers) {
        List<RunKey> runs = numbers.stream().map(StoredHistory::run).toList();
        runs.forEach(run -> sql.update("DELETE FROM ledger.event WHERE stream = ?", run.stream()));
        RunHistoryPruned fact = new RunHistoryPruned(
                AccountId.DEFAULT, runs.stream().map(RunKey::id).toList(), List.of(), MARCH);
        append(stream(fact), fact);
    }

    private static String stream(Object event) {
        return switch (event) {
            case RunEvent run -> run.run().stream();
            case RunHistoryPruned fact -> HistoryEvent.stream(fact.account(), fact.prunedAt());
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    private void append(RunEvent event) {
        append(stream(event), event);
    }

    private void append(String stream, Object event) {
        events.add(event);
        EventType type = event.getClass().getAnnotation(EventType.class);
        try {
            sql.update(
                    "INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)"
                            + " SELECT ?, ?, (SELECT count(*) FROM ledger.event WHERE stream = ?), ?, 1, 0, ?",
                    events.size(),
                    stream,
                    stream,
                    type.name(),
                    Json.STORED.writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        sql.update("UPDATE ledger.head SET last = ?", events.size());
    }

    long head() {
        return events.size();
    }

    /** Two segments have come that far, from the beginning. */
    void followed(long first, long second) {
        Segment[] segments = Segment.computeSegments(0, 1);
        RunViews views = new RunViews(sql, "views");
        List<Object> contained = new ArrayList<>();
        for (int index = 0; index < events.size(); index++) {
            Object event = events.get(index);
            boolean ofFirst = segments[0].matches((Object) stream(event));
            if (index < (ofFirst ? first : second)) {
                contained.add(event);
            }
        }
        views.write(these(contained, RunEvent.class));
        these(contained, RunHistoryPruned.class).forEach(views::write);
        token(0, first);
        token(1, second);
    }

    private static <E> List<E> these(List<Object> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void token(int segment, long position) {
        sql.update(
                "INSERT INTO ledger.token (processor, segment, token, token_type) VALUES ('runs', ?, ?, ?)"
                        + " ON CONFLICT (processor, segment) DO UPDATE SET token = excluded.token",
                segment,
                ("{\"globalIndex\":" + position + "}").getBytes(StandardCharsets.UTF_8),
                GlobalSequenceTrackingToken.class.getName());
    }

    RunReplay replay() {
        return new RunReplay(
                database.dataSource(),
                new NamedEventSerializer(Upcasters.NONE, List.of(RunEvent.class)),
                JacksonSerializer.builder().objectMapper(Json.STORED).build(),
                new Telling(new PrintStream(said, true, StandardCharsets.UTF_8), false, System::nanoTime),
                System::nanoTime);
    }

    ReplayResult replayed(boolean checkOnly, boolean acceptDifferences) throws SQLException, InterruptedException {
        return replay().run(new RunReplay.Wish(checkOnly, acceptDifferences));
    }

    /** What replays have told so far. */
    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** All rows of the list, as text. */
    List<String> rows() {
        return texts("""
                SELECT run::text || snapshot::text FROM views.run LEFT JOIN views.run_snapshot snapshot USING (account, id)
                UNION ALL SELECT open::text FROM views.open_run open UNION ALL SELECT last::text FROM views.last_run last
                ORDER BY 1""");
    }

    List<String> schemas() {
        return texts("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'runs\\_%' ORDER BY 1");
    }

    /** A query's only column. */
    List<String> texts(String select) {
        return sql.query(select, (row, number) -> row.getString(1));
    }
}
