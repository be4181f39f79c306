package dev.runledger.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database from before definitions were sealed, at its first start with a version that seals them. */
class ClearRowsTest {

    private static final String SECRET = "Bearer from-before-there-were-keys";

    /** More than are sealed in one transaction. */
    private static final int JOBS = 45;

    private static final Map<String, String> PLACES = Map.of(
            "ledger.event", "payload",
            "ledger.job", "view",
            "ledger.idempotency", "body",
            "views.job", "definition");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatWasStoredInClearIsSealedAndStaysWhatItIs() throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        List<String> jobs = IntStream.range(0, JOBS).mapToObj(i -> "job-" + i).toList();
        try (WholeNode node = WholeNode.start(database, Map.of())) {
            for (String job : jobs) {
                assertThat(send(node, "POST", "/jobs", document(job), job).statusCode())
                        .isEqualTo(201);
            }
            send(node, "PUT", "/jobs/job-1", document("job-1"), "");
            send(node, "DELETE", "/jobs/job-2", "", "");
            awaitListed(node);
            layOpen(node.sql(), node.part(Vault.class));
            assertThat(PLACES.keySet())
                    .allSatisfy(table -> assertThat(inClear(node.sql(), table)).isPositive());
        }

        try (WholeNode node = WholeNode.start(database, Map.of())) {
            assertThat(PLACES.keySet())
                    .allSatisfy(table -> assertThat(inClear(node.sql(), table)).isZero());
            assertThat(send(node, "GET", "/jobs/job-1", "", "").body()).contains(SECRET);
            assertThat(send(node, "GET", "/jobs/job-2", "", "").statusCode()).isEqualTo(404);
            assertThat(send(node, "GET", "/jobs", "", "").body()).contains(SECRET, "job-" + (JOBS - 1));
            HttpResponse<String> again = send(node, "POST", "/jobs", document("job-3"), "job-3");
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(again.body()).contains(SECRET);
        }
    }

    /** As the version before would have stored it. */
    private static void layOpen(JdbcTemplate sql, Vault vault) {
        PLACES.forEach((table, column) -> sql.query(
                "SELECT ctid, " + column + " FROM " + table + " WHERE get_byte(" + column + ", 0) = 1", row -> {
                    sql.update(
                            "UPDATE " + table + " SET " + column + " = ? WHERE ctid = ?::tid",
                            vault.open(AccountId.DEFAULT, row.getBytes(2)),
                            row.getString(1));
                }));
        sql.update("UPDATE ledger.data_key SET master = '', wrapped = '', sealed = false");
    }

    private static long inClear(JdbcTemplate sql, String table) {
        String column = PLACES.get(table);
        return sql
                .query(
                        "SELECT " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL",
                        (row, n) -> new String(row.getBytes(1), UTF_8))
                .stream()
                .filter(text -> text.contains(SECRET))
                .count();
    }

    private void awaitListed(WholeNode node) {
        org.awaitility.Awaitility.await()
                .until(() -> send(node, "GET", "/jobs?meta[total]=true", "", "")
                        .body()
                        .contains("\"total\":" + (JOBS - 1)));
    }

    private static String document(String job) {
        return """
                {"data": {"id": "%1$s", "attributes": {
                  "name": "%1$s", "configuration": {"url": "http://127.0.0.1/", "headers": {"Authorization": "%2$s"}}}}}
                """.formatted(job, SECRET);
    }

    private HttpResponse<String> send(WholeNode node, String method, String path, String body, String key)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1"
                        + path.replace("[", "%5B").replace("]", "%5D")))
                .header("Authorization", "Bearer " + WholeNode.OWNER)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
