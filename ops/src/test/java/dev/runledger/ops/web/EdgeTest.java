package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request meets before any handler, and every answer on its way out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeTest {

    private static final byte[] NOTHING = {};

    private final WebServer server = WebServer.start();

    @BeforeAll
    void serves() {
        assertThat(get("/livez", "").status()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    // Who calls

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
        Wire.Answer answer = get("/api/v1/probe/tagged", header);

        assertThat(answer.error()).isEqualTo("401 credentials_missing");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aWrongKeyIsInvalid() {
        Wire.Answer answer = get("/api/v1/probe/tagged", "Authorization: Bearer sk_api_wrong");

        assertThat(answer.error()).isEqualTo("401 credentials_invalid");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER  "})
    void theSchemeIsReadInAnyCase(String scheme) {
        assertThat(get("/api/v1/probe/tagged", "Authorization: " + scheme + " sk_api_owner")
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
        assertThat(get(path, "").error()).isEqualTo("401 credentials_missing");
    }

    @Test
    void aStrangerIsTurnedAwayBeforeTheMethodIsJudged() {
        assertThat(raw("DELETE /api/v1/probe/tagged HTTP/1.1", "").error()).isEqualTo("401 credentials_missing");
    }

    @Test
    void whenKeysCannotBeLookedUpTheServiceIsUnavailable() {
        Wire.Answer answer = get("/api/v1/probe/tagged", bearer(WebServer.UNAVAILABLE));

        assertThat(answer.error()).isEqualTo("503 unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.json().at("/errors/0/meta/trace_id").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("storage is away");
    }

    @Test
    void aFaultOfTheKeyLookupIsAnErrorDocumentToo() {
        Wire.Answer answer = get("/api/v1/probe/tagged", bearer(WebServer.BROKEN));

        assertThat(answer.error()).isEqualTo("500 internal_error");
        assertThat(answer.body()).doesNotContain("secret");
    }

    // What there is

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
        assertThat(owner("GET " + path).error()).isEqualTo("404 not_found");
        assertThat(owner("POST " + path).error()).isEqualTo("404 not_found");
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
        Wire.Answer answer = owner(method + " " + path);

        assertThat(answer.error()).isEqualTo("405 method_not_allowed");
        assertThat(answer.header("allow").split("[, ]+")).containsExactlyInAnyOrder(allowed.split(" "));
    }

    @Test
    void aTraceIsNotAllowed() {
        assertThat(owner("TRACE /api/v1/probe/tagged").error()).isEqualTo("405 method_not_allowed");
    }

    @Test
    void optionsTellTheMethods() {
        Wire.Answer answer = owner("OPTIONS /api/v1/jobs/a");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("allow").split("[, ]+")).contains("PUT", "DELETE", "OPTIONS");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void headAnswersLikeGetWithoutABody() {
        Wire.Answer answer = owner("HEAD /api/v1/probe/tagged");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("etag")).isEqualTo("\"v1\"");
        assertThat(answer.header("content-type")).startsWith("application/vnd.api+json");
        assertThat(answer.body()).isEmpty();
    }

    // What Tomcat finds before anybody

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/jobs/%00 HTTP/1.1",
                "GET /api/v1/jobs/a%00b HTTP/1.1",
                "GET /api/v1/jobs/a\u0000b HTTP/1.1",
                "GET /api/v1/jobs/a%2Fb HTTP/1.1",
                "GET /api/v1/jobs/a%5Cb HTTP/1.1",
                "GET /api/v1/jobs/a\\b HTTP/1.1",
                "GET /api/v1/jobs/%zz HTTP/1.1",
                "GET /api/v1/jobs/% HTTP/1.1",
                "GET /api/v1/jobs/{a} HTTP/1.1",
                "GET /api/v1/jobs/ä HTTP/1.1",
                "GET /api/v1/jobs?a=\u0001 HTTP/1.1",
                "GET /api/../../v1/jobs HTTP/1.1",
                "GET api/v1/jobs HTTP/1.1",
                "G<T /api/v1/jobs HTTP/1.1"
            })
    void aRequestLineThatCannotBeReadIsABadRequest(String line) {
        assertThat(raw(line, bearer(WebServer.OWNER)).error()).isEqualTo("400 invalid_value");
    }

    @Test
    void anotherVersionOfHttpIsAnErrorDocument() {
        assertThat(raw("GET /api/v1/jobs HTTP/3.0", bearer(WebServer.OWNER)).codes())
                .isNotEmpty();
    }

    @Test
    void headersMayHave64KiB() {
        assertThat(get("/api/v1/probe/tagged", bearer(WebServer.OWNER) + "\nX-Long: " + "x".repeat(60_000))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void moreHeadersAreAnErrorDocument() {
        Wire.Answer answer = get("/api/v1/probe/tagged", bearer(WebServer.OWNER) + "\nX-Long: " + "x".repeat(70_000));

        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.codes()).containsExactly("invalid_value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: x",
                "Content-Length: -1",
                "Content-Length: 1\nContent-Length: 2",
                "Content-Length: 99999999999999999999999",
                "Transfer-Encoding: rot13",
                "X Y: 1",
                "X\u0001: 1",
                "X: a\u0000b"
            })
    void headersThatCannotBeReadAreAnErrorDocument(String header) {
        Wire.Answer answer = owner("POST /api/v1/jobs", header);

        assertThat(answer.error()).isEqualTo("400 invalid_value");
    }

    @Test
    void aHostIsNeededAndItsNameIgnored() {
        byte[] nothing = {};
        assertThat(Wire.send(server.port(), "GET /livez HTTP/1.1\nConnection: close\n\n", nothing)
                        .error())
                .isEqualTo("400 invalid_value");
        assertThat(Wire.send(server.port(), "GET /livez HTTP/1.1\nHost: jobs.example\nConnection: close\n\n", nothing)
                        .status())
                .isEqualTo(200);
    }

    // Queries

    @ParameterizedTest
    @ValueSource(strings = {"filter[name]=a+b", "filter%5Bname%5D=a%20b", "filter%5bname]=a+b"})
    void bracketsMayBeRawAndAPlusIsABlank(String query) {
        assertThat(owner("GET /api/v1/probe/parameters?" + query)
                        .json()
                        .at("/data/attributes/filter[name]")
                        .textValue())
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "%=1", "a=%f", "a=%ff%fe"})
    void aQueryThatCannotBeDecodedIsNeverAFault(String query) {
        Wire.Answer answer = owner("GET /api/v1/probe/parameters?" + query);

        if (answer.status() != 200) {
            assertThat(answer.error()).isEqualTo("400 parameter_invalid");
        }
    }

    @Test
    void tooManyParametersAreRefused() {
        assertThat(owner("GET /api/v1/probe/parameters?" + "a&".repeat(5000)).error())
                .isEqualTo("400 parameter_invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/probe/number/x?needed=1", "/api/v1/probe/number/1?needed=x", "/api/v1/probe/number/1"})
    void aValueOfTheWrongTypeIsAParameterInvalid(String path) {
        assertThat(owner("GET " + path).error()).isEqualTo("400 parameter_invalid");
    }

    // Answers

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "application/xml;q=0.1", "nonsense", "*/*", "a/b/c,;;"})
    void whateverIsAcceptedJsonApiIsAnswered(String accept) {
        Wire.Answer answer = owner("GET /api/v1/probe/tagged", "Accept: " + accept);

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
        assertThat(owner("GET /api/v1/probe/tagged", condition).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault", "error", "unwritable"})
    void aFaultShowsATraceAndNothingElse(String path) {
        Wire.Answer answer = owner("GET /api/v1/probe/" + path, "Accept: text/html");

        assertThat(answer.error()).isEqualTo("500 internal_error");
        assertThat(answer.json().at("/errors/0/meta/trace_id").asText()).isNotBlank();
        assertThat(answer.body())
                .doesNotContain("secret")
                .doesNotContain("half way")
                .doesNotContain("Exception");
    }

    @Test
    void storageThatIsAwayMakesTheServiceUnavailable() {
        Wire.Answer answer = owner("GET /api/v1/probe/storage");

        assertThat(answer.error()).isEqualTo("503 unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.body()).doesNotContain("host and port");
    }

    // Health

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/api/liveness"})
    void healthNeedsNoKey(String path) {
        Wire.Answer answer = get(path, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void aServerThatCannotServeLivesButIsNotReady() {
        server.obstacle("draining");
        try {
            assertThat(get("/livez", "").status()).isEqualTo(200);
            assertThat(get("/api/liveness", "").status()).isEqualTo(200);
            Wire.Answer ready = get("/readyz", "");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.header("retry-after")).isEqualTo("1");
            assertThat(ready.json().path("reason").textValue()).isEqualTo("draining");
        } finally {
            server.obstacle(null);
        }
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    private Wire.Answer get(String path, String headers) {
        return raw("GET " + path + " HTTP/1.1", headers);
    }

    private Wire.Answer owner(String request, String... headers) {
        return raw(request + " HTTP/1.1", bearer(WebServer.OWNER) + "\n" + String.join("\n", headers));
    }

    private Wire.Answer raw(String line, String headers) {
        String head = line + "\nHost: 127.0.0.1\nConnection: close\n" + headers.strip();
        return Wire.send(server.port(), head.strip() + "\n\n", NOTHING);
    }
}
