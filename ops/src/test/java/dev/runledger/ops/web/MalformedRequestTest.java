package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the server refuses before any handler sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestTest {

    private final WebServer server = WebServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

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
                "GET /api/v1/jobs/%FF HTTP/1.1",
                "CONNECT example.com:80 HTTP/1.1",
                "GET /api/v1/jobs/{a} HTTP/1.1",
                "GET /api/v1/jobs/ä HTTP/1.1",
                "GET /api/v1/jobs?a=\u0001 HTTP/1.1",
                "GET /api/../../v1/jobs HTTP/1.1",
                "GET api/v1/jobs HTTP/1.1",
                "G<T /api/v1/jobs HTTP/1.1"
            })
    void aRequestLineThatCannotBeReadIsABadRequest(String line) {
        assertThat(server.raw(line, WebServer.bearer(WebServer.OWNER)).error()).isEqualTo("400 invalid_value");
    }

    @Test
    void anotherVersionOfHttpIsAnErrorDocument() {
        assertThat(server.raw("GET /api/v1/jobs HTTP/3.0", WebServer.bearer(WebServer.OWNER))
                        .codes())
                .isNotEmpty();
    }

    @Test
    void headersMayHave64KiB() {
        assertThat(server.get(
                                "/api/v1/probe/tagged",
                                WebServer.bearer(WebServer.OWNER) + "\nX-Long: " + "x".repeat(60_000))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void moreHeadersAreAnErrorDocument() {
        Wire.Answer answer = server.get(
                "/api/v1/probe/tagged", WebServer.bearer(WebServer.OWNER) + "\nX-Long: " + "x".repeat(70_000));

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
        Wire.Answer answer = server.owner("POST /api/v1/jobs", header);

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

    @ParameterizedTest
    @ValueSource(strings = {"filter[name]=a+b", "filter%5Bname%5D=a%20b", "filter%5bname]=a+b"})
    void bracketsMayBeRawAndAPlusIsABlank(String query) {
        assertThat(server.owner("GET /api/v1/probe/parameters?" + query)
                        .json()
                        .at("/data/attributes/filter[name]")
                        .textValue())
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "%=1", "a=%f", "a=%ff%fe"})
    void aQueryThatCannotBeDecodedIsAParameterInvalid(String query) {
        assertThat(server.owner("GET /api/v1/probe/parameters?" + query).error())
                .isEqualTo("400 parameter_invalid");
    }

    @Test
    void tooManyParametersAreRefused() {
        assertThat(server.owner("GET /api/v1/probe/parameters?" + "a&".repeat(5000))
                        .error())
                .isEqualTo("400 parameter_invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/probe/number/x?needed=1", "/api/v1/probe/number/1?needed=x", "/api/v1/probe/number/1"})
    void aValueOfTheWrongTypeIsAParameterInvalid(String path) {
        assertThat(server.owner("GET " + path).error()).isEqualTo("400 parameter_invalid");
    }
}
