package dev.runledger.kernel.jsonapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    private final Problems problems = new Problems();

    @Test
    void whatIsRightIsRead() {
        Fields fields = fields("{\"t\":\"text\",\"i\":30,\"b\":false,\"o\":{\"x\":\"y\"},\"e\":\"A\"}");

        assertThat(fields.text("t", 1, 4)).contains("text");
        assertThat(fields.integer("i", 1, 30)).contains(30);
        assertThat(fields.flag("b")).contains(false);
        assertThat(fields.oneOf("e", List.of("A", "B"))).contains("A");
        assertThat(fields.object("o").orElseThrow().text("x")).contains("y");
        problems.refuseIfAny();
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        Fields fields = fields("{\"n\":null}");

        assertThat(fields.text("n")).isEmpty();
        assertThat(fields.integer("n", 0, 1)).isEmpty();
        assertThat(fields.flag("n")).isEmpty();
        assertThat(fields.object("n")).isEmpty();
        problems.refuseIfAny();

        fields.require("n");
        assertThat(codes()).containsExactly("required /n");
    }

    @Test
    void aListOfStringsIsReadInItsOrderWithItsDuplicates() {
        Fields fields = fields("{\"l\":[\"b\",\"a\",\"b\"],\"e\":[],\"n\":null}");

        assertThat(letters(fields, "l")).contains(List.of("b", "a", "b"));
        assertThat(letters(fields, "e")).contains(List.of());
        assertThat(letters(fields, "n")).isEmpty();
        problems.refuseIfAny();
    }

    @Test
    void whatIsWrongInAListIsNotedAtItsPlace() {
        letters(fields("{\"l\":[\"a\",1,\"?\",null,[\"a\"]]}"), "l");

        assertThat(codes())
                .containsExactly("invalid_type /l/1", "invalid_value /l/2", "invalid_type /l/3", "invalid_type /l/4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "{}", "1"})
    void onlyAJsonArrayIsAList(String value) {
        assertThat(letters(fields("{\"l\":" + value + "}"), "l")).isEmpty();
        assertThat(codes()).containsExactly("invalid_type /l");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30.0", "\"30\"", "3e1", "true", "[]", "{}"})
    void onlyAJsonIntegerIsAnInteger(String value) {
        assertThat(fields("{\"i\":" + value + "}").integer("i", 1, 30)).isEmpty();
        assertThat(codes()).containsExactly("invalid_type /i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "31", "-1", "2147483648", "99999999999999999999999999"})
    void anIntegerKeepsItsBounds(String value) {
        assertThat(fields("{\"i\":" + value + "}").integer("i", 1, 30)).isEmpty();
        assertThat(codes()).containsExactly("number_out_of_range /i");
    }

    @Test
    void typesAreStrict() {
        Fields fields = fields("{\"t\":1,\"b\":\"true\",\"o\":[],\"e\":2}");

        assertThat(fields.text("t")).isEmpty();
        assertThat(fields.flag("b")).isEmpty();
        assertThat(fields.object("o")).isEmpty();
        assertThat(fields.oneOf("e", List.of("A"))).isEmpty();
        assertThat(codes()).containsExactly("invalid_type /t", "invalid_type /b", "invalid_type /o", "invalid_type /e");
    }

    @Test
    void lengthsCountCodePoints() {
        Fields fields = fields("{\"two\":\"😀😀\",\"none\":\"\"}");

        assertThat(fields.text("two", 1, 2)).isPresent();
        assertThat(fields.text("two", 1, 1)).isEmpty();
        assertThat(fields.text("none", 1, 1)).isEmpty();
        assertThat(codes()).containsExactly("length_out_of_range /two", "length_out_of_range /none");
    }

    @Test
    void aWordOutsideTheSetIsInvalid() {
        assertThat(fields("{\"e\":\"a\"}").oneOf("e", List.of("A"))).isEmpty();
        assertThat(codes()).containsExactly("invalid_value /e");
    }

    @Test
    void aClosedObjectNamesEachUnknownMember() {
        fields("{\"known\":1,\"a/b\":1,\"c~d\":null}").closed(List.of("known"), "unknown_attribute");

        assertThat(codes()).containsExactly("unknown_attribute /a~1b", "unknown_attribute /c~0d");
    }

    @Test
    void aMemberOfAMemberIsPointedAt() {
        fields("{\"a\":{\"b\":1}}").object("a").orElseThrow().text("b");

        assertThat(codes()).containsExactly("invalid_type /a/b");
    }

    @Test
    void twentyProblemsAreReportedAtMost() {
        Fields fields = fields("{}");
        for (int i = 0; i < 30; i++) {
            fields.require("f" + i);
        }

        assertThat(codes()).hasSize(20).contains("required /f19");
    }

    private Fields fields(String json) {
        try {
            return Fields.of((ObjectNode) new ObjectMapper().readTree(json), problems);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<List<String>> letters(Fields fields, String name) {
        return fields.texts(name, text -> text.matches("[a-z]"), "invalid_value", "must be a letter.");
    }

    private List<String> codes() {
        Refused refused = catchThrowableOfType(Refused.class, problems::refuseIfAny);
        return ((Refusal.Invalid) refused.refusal())
                .errors().stream()
                        .map(error -> error.code() + " "
                                + Objects.requireNonNull(error.source()).pointer())
                        .toList();
    }
}
