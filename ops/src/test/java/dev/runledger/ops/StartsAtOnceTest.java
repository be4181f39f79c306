package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whole nodes that all start at the same moment on one database, as after a roll-out. */
class StartsAtOnceTest {

    private static final int NODES = 4;

    /** More than are sealed in one transaction. */
    private static final int JOBS = 50;

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database.dataSource());

    /** Of one process, in which Spring Boot cannot set logging up for several contexts at once. */
    @BeforeAll
    static void leaveLoggingAlone() {
        LoggingSystem.get(StartsAtOnceTest.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    }

    @AfterAll
    static void leaveLoggingToSpring() {
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    @RepeatedTest(4)
    void onAnEmptyDatabaseTheyMakeEverythingOnce() throws Exception {
        try (Started nodes = startTogether(NODES, Map.of("RUNLEDGER_DEFAULT_ACCOUNT_PLAN", "pro"))) {
            nodes.assertReady();
        }
        assertThat(accountEvents()).containsExactly("AccountOpened", "ApiKeyCreated");
        assertMadeOnce();
        assertThat(texts("SELECT key FROM ledger.environment ORDER BY key"))
                .containsExactly("development", "production", "staging");
    }

    /** No key is given, so that one is made. */
    @Test
    void onADatabaseOfAnOlderVersionTheyTakeOverWhatIsThereOnce() throws Exception {
        migrate("ledger", "9");
        migrate("views", "6");
        sql.update("INSERT INTO ledger.account (name, epoch, created_at) VALUES ('default', 1, now())");
        sql.update("""
                INSERT INTO ledger.environment (account, epoch, key, incarnation, name, classification, managed, protected,
                                                created_at, updated_at)
                VALUES ('default', 1, 'qa', gen_random_uuid(), 'QA', 'STANDARD', true, false, now(), now())""");
        for (int i = 1; i <= JOBS; i++) {
            job(i);
        }
        sql.update("UPDATE ledger.head SET last = ?", JOBS);
        try (Started nodes = startTogether(2, Map.of("RUNLEDGER_API_KEY", ""))) {
            nodes.assertReady();
        }
        assertThat(accountEvents()).containsExactly("AccountOpened", "ApiKeyCreated");
        assertMadeOnce();
        assertThat(texts("SELECT key FROM ledger.environment")).containsExactly("qa");
        assertThat(texts(
                        "SELECT stream FROM ledger.event WHERE name = 'JobCreated' AND get_byte(payload, 0) <> ascii('{')"
                                + " UNION SELECT slug FROM ledger.job WHERE get_byte(view, 0) <> ascii('{')"))
                .hasSize(2 * JOBS);
    }

    @Test
    void ofNodesWithMasterKeysOfTheirOwnOneStarts() {
        List<CompletableFuture<WholeNode>> starts = together(NODES, Map.of("RUNLEDGER_MASTER_KEYS", ""));
        List<WholeNode> nodes = new ArrayList<>();
        List<Throwable> failures = failures(starts, nodes);
        nodes.forEach(WholeNode::close);

        assertThat(nodes).hasSize(1);
        assertThat(failures)
                .hasSize(NODES - 1)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining("RUNLEDGER_MASTER_KEYS"));
        assertMadeOnce();
    }

    private void assertMadeOnce() {
        assertThat(texts("SELECT name FROM ledger.api_key")).containsExactly("bootstrap");
        assertThat(texts("SELECT name || '.' || epoch FROM ledger.account")).containsExactly("default.1");
        assertThat(texts("SELECT account || '.' || epoch || sealed FROM ledger.data_key"))
                .containsExactly("default.1true");
        assertThat(texts("SELECT version FROM ledger.flyway_schema_history WHERE version IS NOT NULL"))
                .doesNotHaveDuplicates();
        assertThat(texts("SELECT version FROM views.flyway_schema_history WHERE version IS NOT NULL"))
                .doesNotHaveDuplicates();
    }

    /** Nodes that have all become ready. */
    private record Started(List<WholeNode> nodes) implements AutoCloseable {

        void assertReady() throws IOException, InterruptedException {
            try (HttpClient client = HttpClient.newHttpClient()) {
                for (WholeNode node : nodes) {
                    HttpRequest request = HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + node.port() + "/readyz"))
                            .build();
                    assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                            .isEqualTo(200);
                }
            }
        }

        @Override
        public void close() {
            nodes.forEach(WholeNode::close);
        }
    }

    private Started startTogether(int count, Map<String, String> settings) {
        List<WholeNode> nodes = new ArrayList<>();
        List<Throwable> failures = failures(together(count, settings), nodes);
        Started started = new Started(nodes);
        if (!failures.isEmpty()) {
            started.close();
            AssertionError error = new AssertionError(failures.size() + " of " + count + " did not start");
            failures.forEach(error::addSuppressed);
            throw error;
        }
        return started;
    }

    /** Why those did not start that did not; adds the others to the nodes. */
    private static List<Throwable> failures(List<CompletableFuture<WholeNode>> starts, List<WholeNode> nodes) {
        List<Throwable> failures = new ArrayList<>();
        for (CompletableFuture<WholeNode> start : starts) {
            start.handle((node, failure) -> failure == null ? nodes.add(node) : failures.add(failure))
                    .join();
        }
        return failures;
    }

    private List<CompletableFuture<WholeNode>> together(int count, Map<String, String> settings) {
        CyclicBarrier together = new CyclicBarrier(count);
        return Stream.generate(() -> start(together, settings)).limit(count).toList();
    }

    private CompletableFuture<WholeNode> start(CyclicBarrier together, Map<String, String> settings) {
        CompletableFuture<WholeNode> started = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                together.await();
                started.complete(WholeNode.start(database, settings));
            } catch (Exception | Error e) {
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    /** In its stream and the catalog, in clear. */
    private void job(int number) throws JsonProcessingException {
        JobKey key = new JobKey(AccountId.DEFAULT, "old-" + number);
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        JobDefinition definition = new JobDefinition(
                "n", null, null, null, request, Map.of("qa", new Overlay(Map.of("enabled", true))), null);
        JobCreated created = new JobCreated(key, new UUID(7, number), definition, Map.of(), Instant.EPOCH);
        sql.update("""
                INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)
                VALUES (?, ?, 0, 'JobCreated', 1, 0, ?)""", number, key.stream(), Json.STORED.writeValueAsBytes(created));
        sql.update("""
                INSERT INTO ledger.job (account, epoch, slug, incarnation, version, sequence, view, rules)
                VALUES ('default', 1, ?, ?, 1, 0, ?, '{"kind":"manual","enabled_in":["qa"],"retry_policies":{}}')""", "old-" + number, new UUID(7, number), Json.STORED.writeValueAsBytes(JobView.after(created)));
    }

    private List<String> accountEvents() {
        return texts("SELECT name FROM ledger.event WHERE stream = 'default.1/account' ORDER BY sequence");
    }

    private List<String> texts(String query) {
        return sql.query(query, (row, n) -> row.getString(1));
    }

    private void migrate(String schema, String version) {
        OlderSchema.migrate(database.dataSource(), schema, version);
    }
}
