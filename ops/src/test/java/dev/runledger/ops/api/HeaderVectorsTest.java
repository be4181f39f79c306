package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.execution.Vectors;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.web.Wire.Answer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors' headers, written into jobs over HTTP: as the base's and as an environment's (API.md §9.1). */
class HeaderVectorsTest extends ApiTest {

    private static final Pattern ROW = Pattern.compile("header: (.+?)(?:: (.*?))? - .*", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    HeaderVectorsTest() {
        super(Map.of());
    }

    /** @param code of the error, or empty if the header may be set */
    record Header(String name, String value, String code) {

        static Header of(String row, String expected) {
            Matcher parts = ROW.matcher(Vectors.decoded(row));
            assertThat(parts.matches()).as(row).isTrue();
            String name = parts.group(1);
            String value = parts.group(2);
            boolean wellFormed = TOKEN.matcher(name).matches() && value.matches("[\\t -~]*");
            String code = wellFormed ? "header_reserved" : "header_invalid";
            return new Header(name, value, expected.equals("block") ? code : "");
        }
    }

    static Stream<Header> headers() {
        return Vectors.rows("ssrf.tsv").stream()
                .filter(row -> row.get(1).equals("header"))
                .map(row -> Header.of(row.get(3), row.get(2)));
    }

    @Test
    void thereAreTwentyOfThem() {
        assertThat(headers())
                .hasSize(20)
                .filteredOn(header -> header.code.isEmpty())
                .hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aHeaderOfTheBaseIsJudged(Header header) {
        ObjectNode attributes = attributes();
        attributes.withObject("/configuration").putObject("headers").put(header.name, header.value);

        judge(header, attributes, "/data/attributes/configuration/headers/" + header.name);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aHeaderOfAnEnvironmentIsJudged(Header header) {
        ObjectNode attributes = attributes();
        attributes.putObject("environments").putObject("production").put("headers." + header.name, header.value);

        judge(header, attributes, "/data/attributes/environments/production/headers." + header.name);
    }

    private void judge(Header header, JsonNode attributes, String pointer) {
        Answer answer = api.post(JOBS, document(freshId(), attributes));

        if (header.code.isEmpty()) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        } else {
            assertThat(answer.error()).isEqualTo("400 " + header.code);
            assertThat(answer.json().at("/errors/0/source/pointer").textValue()).isEqualTo(pointer);
        }
    }

    private static ObjectNode attributes() {
        ObjectNode attributes = Json.WIRE.createObjectNode().put("name", "Job");
        attributes.putObject("configuration").put("url", "https://example.com/");
        return attributes;
    }
}
