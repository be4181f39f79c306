package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer has in common, whatever went wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerTest {

    private final WebServer server = WebServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "application/xml;q=0.1", "nonsense", "*/*", "a/b/c,;;"})
    void whateverIsAcceptedJsonApiIsAnswered(String accept) {
        Wire.Answer answer = server.owner("GET /api/v1/probe/tagged", "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/vnd.api+json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json().at("/data/id").textValue()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-None-Match: \"v1\"",
                "If-None-Match: *",
                "If-Match: \"v2\"",
                "If-Modified-Since: Sun, 01 Mar 2099 12:00:00 GMT",
                "If-Unmodified-Since: x"
            })
    void aReadIsAnsweredInFull(String condition) {
        assertThat(server.owner("GET /api/v1/probe/tagged", condition).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault", "error", "unwritable"})
    void aFaultShowsATraceAndNothingElse(String path) {
        Wire.Answer answer = server.owner("GET /api/v1/probe/" + path, "Accept: text/html");

        assertThat(answer.error()).isEqualTo("500 internal_error");
        assertThat(answer.json().at("/errors/0/meta/trace_id").asText()).isNotBlank();
        assertThat(answer.body())
                .doesNotContain("secret")
                .doesNotContain("half way")
                .doesNotContain("Exception");
    }

    @Test
    void aFaultOutsideAnyHandlerIsAnErrorDocumentToo() {
        Wire.Answer answer = server.owner("GET /api/v1/probe/filter");

        assertThat(answer.error()).isEqualTo("500 internal_error");
        assertThat(answer.json().at("/errors/0/meta/trace_id").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "404, 404 not_found",
        "405, 405 method_not_allowed",
        "413, 413 payload_too_large",
        "415, 415 media_type_unsupported",
        "431, 431 invalid_value",
        "500, 500 internal_error",
        "503, 503 unavailable"
    })
    void aStatusSetByTheServerItselfIsToldAsAnError(String status, String told) {
        Wire.Answer answer = server.owner("GET /api/v1/probe/status", "X-Status: " + status);

        assertThat(answer.error()).isEqualTo(told);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void storageThatIsAwayMakesTheServiceUnavailable() {
        Wire.Answer answer = server.owner("GET /api/v1/probe/storage");

        assertThat(answer.error()).isEqualTo("503 unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.body()).doesNotContain("host and port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/api/liveness"})
    void healthNeedsNoKey(String path) {
        Wire.Answer answer = server.get(path, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json().path("status").textValue()).isEqualTo("ok");
    }

    @Test
    void readinessTellsHowFarProjectionsAreBehind() {
        assertThat(server.get("/readyz", "").body())
                .isEqualTo(
                        "{\"status\":\"ok\",\"projections\":{\"runs\":{\"behind_events\":120,\"behind_seconds\":3}}}");
    }

    @Test
    void metricsNeedNoKeyAndAreInTheFormatOfPrometheus() {
        Wire.Answer answer = server.get("/metrics", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.body())
                .contains(
                        "# TYPE runledger_projection_lag_events gauge",
                        "runledger_projection_lag_events{projection=\"runs\"} 120.0",
                        "runledger_projection_lag_events{projection=\"jobs\"} NaN",
                        "runledger_projection_lag_seconds{projection=\"runs\"} 3.0",
                        "runledger_runs_waiting 7.0",
                        "runledger_runs_in_flight 3.0");
    }

    @Test
    void aServerThatCannotServeLivesButIsNotReady() {
        server.obstacle("draining");
        try {
            assertThat(server.get("/livez", "").status()).isEqualTo(200);
            assertThat(server.get("/api/liveness", "").status()).isEqualTo(200);
            Wire.Answer ready = server.get("/readyz", "");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.header("retry-after")).isEqualTo("1");
            assertThat(ready.json().path("reason").textValue()).isEqualTo("draining");
            assertThat(ready.json().at("/projections/runs/behind_events").intValue())
                    .isEqualTo(120);
        } finally {
            server.obstacle(null);
        }
    }
}
