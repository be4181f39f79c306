package dev.runledger.kernel.jsonapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @Test
    void nothingIsReadBeforeItIsAskedFor() {
        new Payload("text/plain", () -> {
            throw new AssertionError("was read");
        });
    }

    @Test
    void anEmptyBodyIsAbsentWhateverItsType() {
        assertThat(body("text/plain", "").object()).isEmpty();
    }

    @Test
    void nullIsNoObject() {
        assertThat(json("null").object()).isEmpty();
    }

    @Test
    void aRequiredObjectMustBeThere() {
        assertThat(error(json("null")).code()).isEqualTo("required");
        assertThat(error(json("")).code()).isEqualTo("required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"\"", "\"text\"", "1", "true"})
    void anythingButAnObjectIsOfTheWrongType(String body) {
        assertThat(error(json(body)).code()).isEqualTo("invalid_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}}",
                "{} {}",
                "   ",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "// no\n{}",
                "{\"a\":\"\u0000\"}",
                "nul"
            })
    void whatIsNotJsonIsMalformed(String body) {
        assertThat(error(json(body)).code()).isEqualTo("malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"x\":[{\"a\":1,\"\\u0061\":2}]}", "{\"a\":{},\"a\":null}"})
    void aMemberWrittenTwiceIsMalformed(String body) {
        ErrorObject error = error(json(body));

        assertThat(error.code()).isEqualTo("malformed_json");
        assertThat(error.detail()).contains("twice");
    }

    @Test
    void aFaultIsLocated() {
        assertThat(error(json("{\n \"a\" 1}")).detail()).contains("line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0xc0, 0xed})
    void bytesThatAreNotUtf8AreMalformed(int bad) {
        byte[] body = {'{', '"', 'a', '"', ':', '"', (byte) bad, (byte) 0xa0, (byte) 0x80, '"', '}'};

        assertThat(error(new Payload(null, () -> new ByteArrayInputStream(body)))
                        .code())
                .isEqualTo("malformed_json");
    }

    @Test
    void aBodyThatBreaksOffIsMalformed() {
        Payload broken = new Payload(null, () -> {
            throw new EOFException();
        });

        assertThat(error(broken).code()).isEqualTo("malformed_json");
    }

    @Test
    void nestingIsBounded() {
        assertThat(error(json("{\"a\":" + "[".repeat(100_000))).code()).isEqualTo("malformed_json");
        assertThat(json("{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}").object())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":\"x\\u0000\"}', /a",
        "'{\"a\":[1,{\"b/c\":\"\\ud800\"}]}', /a/1/b~1c",
        "'{\"a\":\"\\udc00\\ud800\"}', /a",
        "'{\"o\":{\"\\u0000\":1}}', /o"
    })
    void textThatCannotBeStoredIsRefused(String body, String pointer) {
        ErrorObject error = error(json(body));

        assertThat(error.code()).isEqualTo("invalid_characters");
        assertThat(error.source()).isEqualTo(new ErrorObject.Source(pointer, null, null));
    }

    @Test
    void aWholeSurrogatePairIsFine() {
        assertThat(json("{\"a\":\"\\ud83d\\ude00\"}").requiredObject().get("a").textValue())
                .isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/vnd.api+json",
                "application/vnd.api+json; ext=\"x\"",
                "application/json;charset=utf-8",
                "application/hal+json",
                ""
            })
    void jsonTypesAreTaken(String mediaType) {
        assertThat(body(mediaType, "{}").object()).isPresent();
    }

    @Test
    void noTypeAtAllIsTaken() {
        assertThat(body(null, "{}").object()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "text/json",
                "json",
                "application/jsonx",
                "application/json2+jsonp"
            })
    void otherTypesAreRefused(String mediaType) {
        assertThat(refusal(body(mediaType, "{}"))).isEqualTo(new Refusal.MediaTypeUnsupported(mediaType));
    }

    @Test
    void sizeIsCountedAndJudgedBeforeTheType() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };

        assertThat(refusal(new Payload("text/plain", () -> endless)))
                .isEqualTo(new Refusal.PayloadTooLarge(Payload.LIMIT));
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        String frame = "{\"a\":\"\"}";
        String full = "{\"a\":\"" + "x".repeat(Payload.LIMIT - frame.length()) + "\"}";

        assertThat(json(full).object()).isPresent();
    }

    private static Payload json(String body) {
        return body("application/vnd.api+json", body);
    }

    private static Payload body(@Nullable String mediaType, String body) {
        return new Payload(mediaType, () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Refusal refusal(Payload payload) {
        return catchThrowableOfType(Refused.class, payload::requiredObject).refusal();
    }

    private static ErrorObject error(Payload payload) {
        return ((Refusal.Invalid) refusal(payload)).errors().getFirst();
    }
}
