package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and which paths and methods there are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

    private final WebServer server = WebServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Other: 1",
                "Authorization:",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Basic c2tfYXBpX293bmVyOg==",
                "Authorization: sk_api_owner",
                "Authorization: Bearer sk_api owner",
                "Authorization: Bearer sk_api_öwner",
                "Authorization: Bearersk_api_owner",
                "Authorization: Bearer sk_api_owner\nAuthorization: Bearer sk_api_owner"
            })
    void withoutAReadableKeyCredentialsAreMissing(String header) {
        Wire.Answer answer = server.get("/api/v1/probe/tagged", header);

        assertThat(answer.error()).isEqualTo("401 credentials_missing");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void withoutAnOperatorThereIsNothingForOne() {
        assertThat(server.owner("GET /operator/v1/accounts").error()).isEqualTo("404 not_found");
        assertThat(server.get("/operator/v1/accounts", "X-Other: 1").error()).isEqualTo("404 not_found");
    }

    @Test
    void aWrongKeyIsInvalid() {
        Wire.Answer answer = server.get("/api/v1/probe/tagged", "Authorization: Bearer sk_api_wrong");

        assertThat(answer.error()).isEqualTo("401 credentials_invalid");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER  "})
    void theSchemeIsReadInAnyCase(String scheme) {
        assertThat(server.get("/api/v1/probe/tagged", "Authorization: " + scheme + " sk_api_owner")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1",
                "/api/v1/",
                "/api/v1/unknown",
                "/api/%76%31/jobs",
                "/api//v1/jobs",
                "/api/x/../v1/jobs",
                "/api/v1;a=b/probe/tagged",
                "/api;a=b/v1/probe/tagged",
                "/api/v1/products/../probe/tagged",
                "/api/v1/probe/tagged;/api/v1/products"
            })
    void nothingOfTheApiIsToldToStrangersHoweverThePathIsWritten(String path) {
        assertThat(server.get(path, "").error()).isEqualTo("401 credentials_missing");
    }

    @Test
    void aStrangerIsTurnedAwayBeforeTheMethodIsJudged() {
        assertThat(server.raw("DELETE /api/v1/probe/tagged HTTP/1.1", "").error())
                .isEqualTo("401 credentials_missing");
    }

    @Test
    void whenKeysCannotBeLookedUpTheServiceIsUnavailable() {
        Wire.Answer answer = server.get("/api/v1/probe/tagged", WebServer.bearer(WebServer.UNAVAILABLE));

        assertThat(answer.error()).isEqualTo("503 unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.json().at("/errors/0/meta/trace_id").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("storage is away");
    }

    @Test
    void aFaultOfTheKeyLookupIsAnErrorDocumentToo() {
        Wire.Answer answer = server.get("/api/v1/probe/tagged", WebServer.bearer(WebServer.BROKEN));

        assertThat(answer.error()).isEqualTo("500 internal_error");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1",
                "/api/v1/unknown",
                "/api/v1/jobs/",
                "/api/v1//jobs",
                "/api/v1/products",
                "/error",
                "/api",
                "/unknown.html",
                "/actuator"
            })
    void anUnknownPathIsNotFound(String path) {
        assertThat(server.owner("GET " + path).error()).isEqualTo("404 not_found");
        assertThat(server.owner("POST " + path).error()).isEqualTo("404 not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/v1/jobs/a, DELETE PUT",
        "POST, /api/v1/probe/tagged, GET",
        "FOO, /api/v1/probe/tagged, GET",
        "get, /api/v1/probe/tagged, GET",
        "GET, /api/v1/runs/a/actions/cancel, POST",
        "POST, /livez, GET"
    })
    void anotherMethodIsNotAllowedAndTheRightOnesAreTold(String method, String path, String allowed) {
        Wire.Answer answer = server.owner(method + " " + path);

        assertThat(answer.error()).isEqualTo("405 method_not_allowed");
        assertThat(answer.header("allow").split("[, ]+")).containsExactlyInAnyOrder(allowed.split(" "));
    }

    @Test
    void aTraceIsNotAllowed() {
        assertThat(server.owner("TRACE /api/v1/probe/tagged").error()).isEqualTo("405 method_not_allowed");
    }

    @Test
    void optionsTellTheMethods() {
        Wire.Answer answer = server.owner("OPTIONS /api/v1/jobs/a");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("allow").split("[, ]+")).contains("PUT", "DELETE", "OPTIONS");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void headAnswersLikeGetWithoutABody() {
        Wire.Answer answer = server.owner("HEAD /api/v1/probe/tagged");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("etag")).isEqualTo("\"v1\"");
        assertThat(answer.header("content-type")).startsWith("application/vnd.api+json");
        assertThat(answer.body()).isEmpty();
    }
}
