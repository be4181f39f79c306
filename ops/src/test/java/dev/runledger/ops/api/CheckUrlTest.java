package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.web.Wire.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a URL may be called, asked over HTTP (API.md §10). */
class CheckUrlTest extends ApiTest {

    private static final String PATH = "/api/v1/actions/check_url";
    private static final String MEMBER = "sk_api_member-who-asks";
    private static final String VIEWER = "sk_api_viewer-who-asks";

    CheckUrlTest() {
        super(Map.of("RUNLEDGER_EGRESS_ALLOW", "127.0.0.0/8", "RUNLEDGER_EGRESS_PORTS", "80,443,8000,10000-65535"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://93.184.216.34/, ALLOWED, -",
                "https://[2606:4700:4700::1111]/, ALLOWED, -",
                "http://127.0.0.1:8000/, ALLOWED, -",
                "http://127.0.0.1:22/, BLOCKED, port_not_allowed",
                "http://10.0.0.1/, BLOCKED, address_not_public",
                "http://169.254.169.254/latest/meta-data/, BLOCKED, address_not_public",
                "http://[::1]/, BLOCKED, address_own",
                "http://[::ffff:7f00:1]/, BLOCKED, address_not_public",
                "http://0x7f.1/, BLOCKED, host_invalid",
                "http://a:b@example.com/, BLOCKED, userinfo_not_allowed",
                "http://example.com:080/, BLOCKED, port_invalid",
                "ftp://example.com/, BLOCKED, scheme_not_allowed",
                "http://nobody.invalid/, UNRESOLVED, -",
                "'', BLOCKED, scheme_not_allowed",
                "' http://93.184.216.34/', BLOCKED, url_malformed",
                "http://exämple.com/, BLOCKED, url_malformed",
                "\uD83D\uDE00, BLOCKED, url_malformed"
            })
    void everyTextIsJudgedByTheRulesOfARun(String url, String verdict, String rule) {
        JsonNode judged = judged(url);

        assertThat(judged.path("verdict").textValue()).isEqualTo(verdict);
        assertThat(judged.path("rule").textValue()).isEqualTo(rule);
        assertThat(judged.path("detail").textValue()).isNotBlank();
    }

    @Test
    void lengthIsARuleLikeOthers() {
        assertThat(judged("http://h.example/" + "x".repeat(3000)).path("rule").textValue())
                .isEqualTo("url_too_long");
    }

    @Test
    void aRunIsBlockedInTheSameWords() {
        String url = "http://10.1.2.3/hook";

        JsonNode judged = judged(url);
        JsonNode run = ranOnce(calling(url), PRODUCTION);

        assertThat(run.path("failure_reason").textValue()).isEqualTo("SSRF_BLOCKED");
        assertThat(run.path("error").textValue())
                .isEqualTo(judged.path("rule").textValue() + ": "
                        + judged.path("detail").textValue())
                .doesNotContain("10.1.2.3");
    }

    @Test
    void nothingIsSent() {
        assertThat(judged(target.url("/checked")).path("verdict").textValue()).isEqualTo("ALLOWED");
        assertThat(target.wasCalled("/checked")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            ``                  | 400 required           | -
            null                | 400 required           | -
            []                  | 400 invalid_type       | -
            {                   | 400 malformed_json     | -
            {}                  | 400 required           | /url
            {"url":null}        | 400 required           | /url
            {"url":7}           | 400 invalid_type       | /url
            {"url":["http:/"]}  | 400 invalid_type       | /url
            {"url":"\\u0000"}   | 400 invalid_characters | /url
            {"url":"\\ud800"}   | 400 invalid_characters | /url
            """)
    void whatIsNoTextIsRefusedByName(String body, String error, String pointer) {
        Answer answer = api.post(PATH, body);

        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.json().at("/errors/0/source/pointer").asText("")).isEqualTo(pointer == null ? "" : pointer);
    }

    @Test
    void whoMayWriteJobsMayAsk() {
        node.addKey(MEMBER, Role.MEMBER);
        node.addKey(VIEWER, Role.VIEWER);

        assertThat(api.as(MEMBER).post(PATH, question("http://10.0.0.1/")).status())
                .isEqualTo(200);
        assertThat(api.as(VIEWER).post(PATH, question("http://10.0.0.1/")).error())
                .isEqualTo("403 role_insufficient");
        assertThat(api.as("").post(PATH, question("http://10.0.0.1/")).error()).isEqualTo("401 credentials_missing");
        assertThat(api.get(PATH).error()).isEqualTo("405 method_not_allowed");
    }

    private JsonNode judged(String url) {
        Answer answer = api.post(PATH, question(url));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        return answer.json();
    }

    private static String question(String url) {
        return Json.WIRE.createObjectNode().put("url", url).toString();
    }
}
