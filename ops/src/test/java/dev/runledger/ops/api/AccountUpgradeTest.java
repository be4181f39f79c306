package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.OlderSchema;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** An installation from before accounts had streams of their own: its environments were rows that no event told of. */
class AccountUpgradeTest {

    private static final Instant MADE = Instant.parse("2026-01-03T03:04:05.600Z");
    private static final Instant FIRES = Instant.parse("2100-01-01T03:00:00Z");
    private static final UUID LIFE = new UUID(7, 7);
    private static final String QA = ApiTest.ENVIRONMENTS + "/qa";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database.dataSource());

    @Test
    void itsEnvironmentsAreWhatTheyWereAndCanBeChanged() throws JsonProcessingException {
        migrateTo("ledger", "9");
        migrateTo("views", "6");
        environment("production", true);
        environment("qa", true);
        job();

        try (WholeNode node = WholeNode.start(database, Map.of())) {
            Service api = service(node);
            JsonNode qa = api.get(QA).json().at("/data/attributes");
            assertThat(qa.path("created_at").textValue()).isEqualTo("2026-01-03T03:04:05.600Z");
            assertThat(qa.path("name").textValue()).isEqualTo("Old qa");
            assertThat(api.get(ApiTest.ENVIRONMENTS).json().path("data")).hasSize(2);
            assertThat(api.get(QA + "/usage").json().at("/data/attributes/jobs").intValue())
                    .isEqualTo(1);

            put(api, false);
            assertThat(fires()).isEmpty();
            put(api, true);
            assertThat(fires()).containsExactly("qa");
            assertThat(accountEvents())
                    .containsExactly("AccountOpened", "ApiKeyCreated", "EnvironmentReplaced", "EnvironmentReplaced");
        }
        try (WholeNode node = WholeNode.start(database, Map.of())) {
            assertThat(service(node).delete(QA + "?cascade=true").status()).isEqualTo(204);
            assertThat(accountEvents())
                    .startsWith("AccountOpened", "ApiKeyCreated", "EnvironmentReplaced", "EnvironmentReplaced");
        }
    }

    private void put(Service api, boolean managed) {
        String document = "{\"data\":{\"attributes\":{\"name\":\"n\",\"managed\":" + managed + "}}}";
        assertThat(api.put(QA, document).status()).isEqualTo(200);
    }

    private static Service service(WholeNode node) {
        return new Service(node.port(), WholeNode.OWNER, Contract.load());
    }

    private void migrateTo(String schema, String version) {
        OlderSchema.migrate(database.dataSource(), schema, version);
    }

    private void environment(String key, boolean managed) {
        sql.update(
                "INSERT INTO ledger.account (name, epoch, created_at) VALUES ('default', 1, now()) ON CONFLICT DO NOTHING");
        sql.update("""
                INSERT INTO ledger.environment (account, epoch, key, incarnation, name, classification, managed, protected,
                                                created_at, updated_at)
                VALUES ('default', 1, ?, gen_random_uuid(), ?, 'STANDARD', ?, ?, ?::timestamptz, now())""", key, "Old " + key, managed, key.equals("production"), MADE.toString());
    }

    /** A recurring job in its stream, the catalog and the timetable. */
    private void job() throws JsonProcessingException {
        JobKey key = new JobKey(AccountId.DEFAULT, "nightly");
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        JobDefinition definition = new JobDefinition(
                "n", null, "0 3 1 1 *", null, request, Map.of("qa", new Overlay(Map.of("enabled", true))), null);
        JobCreated created = new JobCreated(key, LIFE, definition, Map.of("qa", new NextRun(FIRES, null)), MADE);
        sql.update("""
                INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)
                VALUES (1, ?, 0, 'JobCreated', 1, 0, ?)""", key.stream(), Json.STORED.writeValueAsBytes(created));
        sql.update("UPDATE ledger.head SET last = 1");
        sql.update("""
                INSERT INTO ledger.job (account, epoch, slug, incarnation, version, sequence, view, rules)
                VALUES ('default', 1, 'nightly', ?, 1, 0, ?, '{"kind":"recurring","enabled_in":["qa"],"retry_policies":{}}')""", LIFE, Json.STORED.writeValueAsBytes(JobView.after(created)));
        sql.update("INSERT INTO ledger.next_fire VALUES ('default', 1, 'nightly', 'qa', '2100-01-01T03:00:00Z')");
    }

    private List<String> fires() {
        return sql.query("SELECT environment FROM ledger.next_fire", (row, n) -> row.getString(1));
    }

    private List<String> accountEvents() {
        return sql.query(
                "SELECT name FROM ledger.event WHERE stream = 'default.1/account' ORDER BY sequence",
                (row, n) -> row.getString(1));
    }
}
