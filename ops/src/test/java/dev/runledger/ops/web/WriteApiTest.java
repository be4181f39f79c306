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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The write API of jobs and runs as clients meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteApiTest {

    private static final String UNKNOWN_RUN = "/api/v1/runs/0192f3a0-0000-7000-8000-000000000000";
    private static final String BOTH = "{\"production\":{\"enabled\":true},\"development\":{\"enabled\":true}}";
    private static final String ONE = "{\"production\":{\"enabled\":true}}";

    private final WebServer server = WebServer.start();
    private final Client client = new Client(server.port());
    private final AtomicInteger names = new AtomicInteger();

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    // Writing jobs

    @Test
    void aNewJobIsAnsweredWithItsPlaceAndVersion() {
        Wire.Answer answer = post("/api/v1/jobs", document("first.job", ONE));

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
        String job = job(ONE);

        assertThat(post("/api/v1/jobs", document(job, ONE)).error()).isEqualTo("409 id_taken");
    }

    @Test
    void aReplacementRaisesTheVersion() {
        String job = job(ONE);

        Wire.Answer answer = put(job, document(job, "{}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("etag")).isEqualTo("\"v2\"");
    }

    @Test
    void aDeletionIsAnsweredWithoutABodyWhateverIsAccepted() {
        String job = job(ONE);

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
        assertThat(delete(job).error()).isEqualTo("404 job_not_found");
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
        String job = job(ONE);

        Wire.Answer answer = put(job, document(job, ONE), "If-Match", condition);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 412) {
            assertThat(answer.error()).isEqualTo("412 version_mismatch");
            assertThat(delete(job, "If-Match", condition).error()).isEqualTo("412 version_mismatch");
        }
    }

    @Test
    void aScopedReplacementLeavesInvisibleEntriesAlone() {
        String job = job(BOTH);

        Wire.Answer scoped = client.send(PRODUCTION_ONLY, "PUT", "/api/v1/jobs/" + job, document(job, "{}"));

        assertThat(scoped.status()).isEqualTo(200);
        assertThat(scoped.json().at("/data/attributes/environments").isEmpty()).isTrue();
        assertThat(run(job, "").json().at("/data/attributes/environment").textValue())
                .isEqualTo("development");
    }

    @Test
    void aScopedReplacementKeepsToTheVersionsItNames() {
        String job = job(BOTH);

        assertThat(client.send(PRODUCTION_ONLY, "PUT", "/api/v1/jobs/" + job, document(job, "{}"), "If-Match", "\"v2\"")
                        .error())
                .isEqualTo("412 version_mismatch");
    }

    @Test
    void aScopedCallerMayNotNameOtherEnvironments() {
        assertThat(client.send(PRODUCTION_ONLY, "POST", "/api/v1/jobs", document("x", BOTH))
                        .error())
                .isEqualTo("403 environment_forbidden");
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
        assertThat(put(id, "{").error()).isEqualTo("404 job_not_found");
        assertThat(run(id, "{").error()).isEqualTo("404 job_not_found");
    }

    @Test
    void theBodyIsJudgedBeforeTheVersion() {
        String job = job(ONE);

        assertThat(put(job, "{\"data\":{\"attributes\":{}}}", "If-Match", "\"v9\"")
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
        assertThat(post("/api/v1/jobs", body).error()).isEqualTo("400 " + code);
    }

    @Test
    void allProblemsOfADocumentAreLocated() {
        JsonNode errors = post("/api/v1/jobs", """
                        {"data":{"id":"a","attributes":{"name":7,"schedule":"@daily","configuration":{"url":"ftp://x","x":1},
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
        String job = job(ONE);

        assertThat(post("/api/v1/jobs", "a=b", "Content-Type", type).error()).isEqualTo("415 media_type_unsupported");
        assertThat(put(job, "a=b", "Content-Type", type).error()).isEqualTo("415 media_type_unsupported");
        assertThat(run(job, "a=b", "Content-Type", type).error()).isEqualTo("415 media_type_unsupported");
        assertThat(run(job, "", "Content-Type", type).status()).isEqualTo(200);
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

    @Test
    void aBodyThatIsFramedBadlyIsABadRequest() {
        String head = "POST /api/v1/jobs HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + OWNER
                + "\nTransfer-Encoding: chunked\n\n";

        assertThat(Wire.send(server.port(), head, "zz\r\n{}\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                        .error())
                .isEqualTo("400 malformed_json");
    }

    // Running now

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "{}", "{\"environment\":\"production\"}", "{\"environment\":null}", "{\"x\":1}"})
    void aRunBeginsInTheOneEnvironmentThatIsMeant(String body) {
        Wire.Answer answer = run(job(ONE), body);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode run = answer.json().at("/data/attributes");
        assertThat(run.path("status").textValue()).isEqualTo("PENDING");
        assertThat(run.path("trigger").textValue()).isEqualTo("MANUAL");
        assertThat(run.path("environment").textValue()).isEqualTo("production");
        assertThat(run.path("rerun_of").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"\"', invalid_type",
        "'[]', invalid_type",
        "'{\"environment\":\"\"}', length_out_of_range",
        "'{\"environment\":1}', invalid_type",
        "'{\"environment\":[\"production\"]}', invalid_type",
        "'{', malformed_json"
    })
    void aRunIsNamedByABareObject(String body, String code) {
        assertThat(run(job(ONE), body).error()).isEqualTo("400 " + code);
    }

    @Test
    void whatCannotRunIsRefused() {
        assertThat(run(job("{}"), "").error()).isEqualTo("409 environment_not_enabled");
        assertThat(run(job(ONE), "{\"environment\":\"elsewhere\"}").error()).isEqualTo("409 environment_not_enabled");
        assertThat(run(job(BOTH), "").error()).isEqualTo("400 environment_ambiguous");
        assertThat(client.send(
                                PRODUCTION_ONLY,
                                "POST",
                                "/api/v1/jobs/" + job(BOTH) + "/actions/run",
                                "{\"environment\":\"elsewhere\"}")
                        .error())
                .isEqualTo("403 environment_forbidden");
    }

    @Test
    void aSingleEnvironmentCallerNeedNotNameIt() {
        Wire.Answer answer = client.send(PRODUCTION_ONLY, "POST", "/api/v1/jobs/" + job(BOTH) + "/actions/run", "");

        assertThat(answer.json().at("/data/attributes/environment").textValue()).isEqualTo("production");
    }

    // Runs

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "\u0000"})
    void actionsOnRunsIgnoreTheirBodies(String body) {
        String run = started(job(ONE));

        Wire.Answer rerun = client.send(OWNER, "POST", run + "/actions/rerun", body, "Content-Type", "text/plain");
        assertThat(rerun.status()).isEqualTo(200);
        assertThat(run).endsWith(rerun.json().at("/data/attributes/rerun_of").textValue());

        Wire.Answer canceled = client.send(OWNER, "POST", run + "/actions/cancel", body, "Content-Type", "text/plain");
        assertThat(canceled.status()).isEqualTo(200);
        assertThat(canceled.json().at("/data/attributes/status").textValue()).isEqualTo("CANCELED");
        assertThat(post(run + "/actions/cancel", "").error()).isEqualTo("409 run_terminal");
    }

    @Test
    void aRunOfADeletedJobIsNotRerun() {
        String job = job(ONE);
        String run = started(job);
        delete(job);

        assertThat(post(run + "/actions/rerun", "").error()).isEqualTo("409 job_deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0192f3a0-0000-7000-8000-000000000000",
                "0192F3A0-0000-7000-8000-000000000000",
                "1-1-1-1-1",
                "nonsense"
            })
    void anUnknownRunIsNotFound(String id) {
        assertThat(post("/api/v1/runs/" + id + "/actions/cancel", "{").error()).isEqualTo("404 run_not_found");
        assertThat(post("/api/v1/runs/" + id + "/actions/rerun", "{").error()).isEqualTo("404 run_not_found");
    }

    @Test
    void aRunOutsideTheScopeIsNotFound() {
        String run = started(job("{\"development\":{\"enabled\":true}}"));

        assertThat(client.send(PRODUCTION_ONLY, "POST", run + "/actions/cancel", "")
                        .error())
                .isEqualTo("404 run_not_found");
    }

    private String job(String environments) {
        String id = "job-" + names.incrementAndGet();
        assertThat(post("/api/v1/jobs", document(id, environments)).status()).isEqualTo(201);
        return id;
    }

    private String started(String job) {
        return "/api/v1/runs/" + run(job, "").json().at("/data/id").textValue();
    }

    private static String document(String id, String environments) {
        return "{\"data\":{\"type\":\"job\",\"id\":\"" + id + "\",\"attributes\":{\"name\":\"n\",\"environments\":"
                + environments + ",\"configuration\":{\"url\":\"http://h/\"}}}}";
    }

    private Wire.Answer post(String path, String body, String... headers) {
        return client.send(OWNER, "POST", path, body, headers);
    }

    private Wire.Answer put(String job, String body, String... headers) {
        return client.send(OWNER, "PUT", "/api/v1/jobs/" + job, body, headers);
    }

    private Wire.Answer delete(String job, String... headers) {
        return client.send(OWNER, "DELETE", "/api/v1/jobs/" + job, BodyPublishers.noBody(), headers);
    }

    private Wire.Answer run(String job, String body, String... headers) {
        return post("/api/v1/jobs/" + job + "/actions/run", body, headers);
    }
}
