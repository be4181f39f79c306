package dev.runledger.ops.web;

import static dev.runledger.ops.web.WebServer.OWNER;
import static dev.runledger.ops.web.WebServer.PRODUCTION_ONLY;
import static dev.runledger.ops.web.WebServer.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Payload;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, replacing and deleting jobs as clients meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobWritesTest {

    private static final String UNKNOWN_RUN = "/api/v1/runs/0192f3a0-0000-7000-8000-000000000000";

    private final WebServer server = WebServer.start();
    private final Client client = new Client(server.port());

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aNewJobIsAnsweredWithItsPlaceAndVersion() {
        Wire.Answer answer = client.post("/api/v1/jobs", Client.document("first.job", Client.ONE));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("location")).isEqualTo("/api/v1/jobs/first.job");
        assertThat(answer.header("etag")).isEqualTo("\"v1\"");
        assertThat(answer.header("content-type")).isEqualTo("application/vnd.api+json");
        JsonNode data = answer.json().path("data");
        assertThat(data.path("type").textValue()).isEqualTo("job");
        assertThat(data.at("/attributes/configuration/success_status").textValue())
                .isEqualTo("2xx");
        assertThat(data.at("/attributes/environments").toString())
                .isEqualTo("{\"production\":{\"enabled\":true,\"next_run_at\":null}}");
        assertThat(data.at("/attributes/created_at").textValue()).isEqualTo("2026-03-01T12:00:00.000Z");
    }

    @Test
    void anIdThatLivesIsTaken() {
        String job = client.job(Client.ONE);

        assertThat(client.post("/api/v1/jobs", Client.document(job, Client.ONE)).error())
                .isEqualTo("409 id_taken");
    }

    @Test
    void aReplacementRaisesTheVersion() {
        String job = client.job(Client.ONE);

        Wire.Answer answer = client.put(job, Client.document(job, "{}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("etag")).isEqualTo("\"v2\"");
    }

    @Test
    void aDeletionIsAnsweredWithoutABodyWhateverIsAccepted() {
        String job = client.job(Client.ONE);

        Wire.Answer answer = client.send(
                OWNER,
                "DELETE",
                "/api/v1/jobs/" + job,
                BodyPublishers.noBody(),
                "Accept",
                "application/json",
                "Content-Type",
                "application/vnd.api+json");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(client.delete(job).error()).isEqualTo("404 job_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "*, 200",
        "\"v1\", 200",
        "'\"v7\", \"v1\"', 200",
        "\"v2\", 412",
        "W/\"v1\", 412",
        "v1, 412",
        "'\"v1\" nonsense', 412",
        "'', 412"
    })
    void aConditionAllowsOnlyTheVersionsItNames(String condition, int status) {
        String job = client.job(Client.ONE);

        Wire.Answer answer = client.put(job, Client.document(job, Client.ONE), "If-Match", condition);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 412) {
            assertThat(answer.error()).isEqualTo("412 version_mismatch");
            assertThat(client.delete(job, "If-Match", condition).error()).isEqualTo("412 version_mismatch");
        }
    }

    @Test
    void aScopedReplacementLeavesInvisibleEntriesAlone() {
        String job = client.job(Client.BOTH);

        Wire.Answer scoped = client.send(PRODUCTION_ONLY, "PUT", "/api/v1/jobs/" + job, Client.document(job, "{}"));

        assertThat(scoped.status()).isEqualTo(200);
        assertThat(scoped.json().at("/data/attributes/environments").isEmpty()).isTrue();
        assertThat(client.run(job, "").json().at("/data/attributes/environment").textValue())
                .isEqualTo("development");
    }

    @Test
    void aScopedReplacementKeepsToTheVersionsItNames() {
        String job = client.job(Client.BOTH);

        assertThat(client.send(
                                PRODUCTION_ONLY,
                                "PUT",
                                "/api/v1/jobs/" + job,
                                Client.document(job, "{}"),
                                "If-Match",
                                "\"v2\"")
                        .error())
                .isEqualTo("412 version_mismatch");
    }

    @Test
    void aScopedCallerMayNotNameOtherEnvironments() {
        assertThat(client.send(PRODUCTION_ONLY, "POST", "/api/v1/jobs", Client.document("x", Client.BOTH))
                        .error())
                .isEqualTo("403 environment_forbidden");
    }

    @Test
    void aCallerOfOneEnvironmentNeedNotSayWhereAOneOffRuns() {
        String once = Client.document("x", "{}").replace("\"name\"", "\"schedule\":\"now\",\"name\"");

        assertThat(client.post("/api/v1/jobs", once).error()).isEqualTo("400 environment_required");
        assertThat(client.send(PRODUCTION_ONLY, "POST", "/api/v1/jobs", once)
                        .json()
                        .at("/data/attributes/environments/production/enabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void aScopedReplacementMayNotMakeInvisibleEntriesWrong() {
        String own = "{\"production\":{},\"development\":{\"schedule\":\"@hourly\"}}";
        String recurring = Client.document("y", own).replace("\"name\"", "\"schedule\":\"@daily\",\"name\"");
        assertThat(client.post("/api/v1/jobs", recurring).status()).isEqualTo(201);

        assertThat(client.send(PRODUCTION_ONLY, "PUT", "/api/v1/jobs/y", Client.document("y", "{}"))
                        .error())
                .isEqualTo("400 schedule_not_allowed");
    }

    // The order of judgement

    @Test
    void theRoleIsJudgedBeforeExistenceAndBody() {
        for (String request : new String[] {
            "PUT /api/v1/jobs/none",
            "DELETE /api/v1/jobs/none",
            "POST /api/v1/jobs",
            "POST /api/v1/jobs/none/actions/run",
            "POST " + UNKNOWN_RUN + "/actions/cancel"
        }) {
            String[] parts = request.split(" ");
            assertThat(client.send(VIEWER, parts[0], parts[1], "{").error())
                    .as(request)
                    .isEqualTo("403 role_insufficient");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "a.", "%20", "a;b", "%C3%A9", "..a"})
    void existenceIsJudgedBeforeTheBody(String id) {
        assertThat(client.put(id, "{").error()).isEqualTo("404 job_not_found");
        assertThat(client.run(id, "{").error()).isEqualTo("404 job_not_found");
    }

    @Test
    void theBodyIsJudgedBeforeTheVersion() {
        String job = client.job(Client.ONE);

        assertThat(client.put(job, "{\"data\":{\"attributes\":{}}}", "If-Match", "\"v9\"")
                        .error())
                .isEqualTo("400 required required");
    }

    // Bodies

    @ParameterizedTest
    @CsvSource({
        "'{', malformed_json",
        "'', required",
        "'null', required",
        "'[]', invalid_type",
        "'{\"data\":1,\"data\":2}', malformed_json",
        "'{\"data\":{\"id\":\"\\u0000\"}}', invalid_characters",
        "'{\"data\":{\"id\":\"\\ud800\"}}', invalid_characters"
    })
    void aBodyThatCannotBeReadIsABadRequest(String body, String code) {
        assertThat(client.post("/api/v1/jobs", body).error()).isEqualTo("400 " + code);
    }

    @Test
    void allProblemsOfADocumentAreLocated() {
        JsonNode errors = client.post("/api/v1/jobs", """
                        {"data":{"id":"a","attributes":{"name":7,"schedule":"@never","configuration":{"url":"ftp://x","x":1},
                        "environments":{"production":{"headers.X-Token":null}}}}}
                        """).json().path("errors");

        assertThat(errors.findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/data/attributes/name",
                        "/data/attributes/schedule",
                        "/data/attributes/configuration/url",
                        "/data/attributes/configuration/x",
                        "/data/attributes/environments/production/headers.X-Token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "nonsense"
            })
    void anotherMediaTypeIsUnsupportedAndNotParsedAhead(String type) {
        String job = client.job(Client.ONE);

        assertThat(client.post("/api/v1/jobs", "a=b", "Content-Type", type).error())
                .isEqualTo("415 media_type_unsupported");
        assertThat(client.put(job, "a=b", "Content-Type", type).error()).isEqualTo("415 media_type_unsupported");
        assertThat(client.run(job, "a=b", "Content-Type", type).error()).isEqualTo("415 media_type_unsupported");
        assertThat(client.run(job, "", "Content-Type", type).status()).isEqualTo(200);
    }

    @Test
    void aBodyOfEightMebibytesIsReadAndOneByteMoreIsTooLarge() {
        byte[] blanks = " ".repeat(Payload.LIMIT).getBytes(StandardCharsets.US_ASCII);
        byte[] more = " ".repeat(Payload.LIMIT + 1).getBytes(StandardCharsets.US_ASCII);

        assertThat(client.send(OWNER, "POST", "/api/v1/jobs", BodyPublishers.ofByteArray(blanks))
                        .error())
                .isEqualTo("400 malformed_json");
        assertThat(client.send(OWNER, "POST", "/api/v1/jobs", BodyPublishers.ofByteArray(more))
                        .error())
                .isEqualTo("413 payload_too_large");
        assertThat(client.send(
                                OWNER,
                                "POST",
                                "/api/v1/jobs",
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more)))
                        .error())
                .isEqualTo("413 payload_too_large");
    }

    @ParameterizedTest
    @CsvSource({
        "Transfer-Encoding: chunked, 'zz\r\n{}\r\n0\r\n\r\n'",
        "Transfer-Encoding: chunked, '9\r\n{}'",
        "Content-Length: 9, '{}'"
    })
    void aBodyThatIsFramedBadlyOrBreaksOffIsABadRequest(String framing, String body) {
        String head = "POST /api/v1/jobs HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + OWNER + "\n"
                + framing + "\n\n";

        assertThat(Wire.send(server.port(), head, body.getBytes(StandardCharsets.US_ASCII))
                        .error())
                .isEqualTo("400 malformed_json");
    }
}
