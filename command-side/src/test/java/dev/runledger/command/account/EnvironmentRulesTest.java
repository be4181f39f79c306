package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentRulesTest {

    @Test
    void theLeastDocumentHasAllDefaults() {
        EnvironmentRules.Named named = created("{\"data\":{\"id\":\"qa\",\"attributes\":{\"name\":\"QA\"}}}");

        assertThat(named.key()).isEqualTo("qa");
        assertThat(named.definition()).isEqualTo(new Definition("QA", null, EnvironmentClass.STANDARD, false));
    }

    @Test
    void everythingWrittenIsKept() {
        EnvironmentRules.Named named = created("""
                {"data":{"id":"qa-2_b","type":"environment","attributes":{"name":"Prüfung","color":"#0a7",
                 "classification":"AD_HOC","managed":true,"protected":true,"created_at":"x","unknown":1}}}""");

        assertThat(named.definition()).isEqualTo(new Definition("Prüfung", "#0a7", EnvironmentClass.AD_HOC, true));
    }

    @Test
    void nullStandsForLeftOut() {
        EnvironmentRules.Named named = created("""
                {"data":{"id":"qa","type":null,"attributes":
                 {"name":"QA","color":null,"classification":null,"managed":null}}}""");

        assertThat(named.definition()).isEqualTo(new Definition("QA", null, EnvironmentClass.STANDARD, false));
    }

    @Test
    void lengthsCountCodePoints() {
        String name = "😀".repeat(255);

        assertThat(created(document("\"name\":\"" + name + "\"")).definition().name())
                .isEqualTo(name);
        assertThat(faults(document("\"name\":\"" + name + "x\"")))
                .containsExactly("/data/attributes/name length_out_of_range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "_a", "A", "a b", "a.b", "é", "a\\n"})
    void otherIdsAreInvalid(String id) {
        assertThat(faults("{\"data\":{\"id\":\"" + id + "\",\"attributes\":{\"name\":\"n\"}}}"))
                .containsExactly("/data/id id_invalid");
    }

    @Test
    void anIdHas63CharactersAtMost() {
        String longest = "a".repeat(63);

        assertThat(created("{\"data\":{\"id\":\"" + longest + "\",\"attributes\":{\"name\":\"n\"}}}")
                        .key())
                .isEqualTo(longest);
        assertThat(faults("{\"data\":{\"id\":\"" + longest + "a\",\"attributes\":{\"name\":\"n\"}}}"))
                .containsExactly("/data/id id_invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /data required",
                "{\"data\":[]} | /data invalid_type",
                "{\"data\":{\"attributes\":{\"name\":\"n\"}}} | /data/id required",
                "{\"data\":{\"id\":7,\"attributes\":{\"name\":\"n\"}}} | /data/id invalid_type",
                "{\"data\":{\"id\":\"a\"}} | /data/attributes required",
                "{\"data\":{\"id\":\"a\",\"attributes\":7}} | /data/attributes invalid_type",
                "{\"data\":{\"id\":\"a\",\"type\":\"job\",\"attributes\":{\"name\":\"n\"}}} | /data/type invalid_value",
                "{\"data\":{\"id\":\"a\",\"attributes\":{}}} | /data/attributes/name required"
            })
    void aDocumentIsHeldToItsForm(String document, String fault) {
        assertThat(faults(document)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\":\"\" | name length_out_of_range",
                "\"name\":1 | name invalid_type",
                "\"name\":\"n\",\"color\":\"123456789012345678901234567890123\" | color length_out_of_range",
                "\"name\":\"n\",\"color\":7 | color invalid_type",
                "\"name\":\"n\",\"classification\":\"standard\" | classification invalid_value",
                "\"name\":\"n\",\"classification\":true | classification invalid_type",
                "\"name\":\"n\",\"managed\":\"true\" | managed invalid_type"
            })
    void anAttributeIsHeldToItsRule(String attributes, String fault) {
        assertThat(faults(document(attributes))).containsExactly("/data/attributes/" + fault);
    }

    @Test
    void allThatIsWrongIsToldTogether() {
        assertThat(faults("{\"data\":{\"id\":\"A\",\"type\":\"x\",\"attributes\":{\"managed\":1}}}"))
                .containsExactlyInAnyOrder(
                        "/data/type invalid_value",
                        "/data/id id_invalid",
                        "/data/attributes/name required",
                        "/data/attributes/managed invalid_type");
    }

    @Test
    void aReplacementIsOfTheEnvironmentInThePathAndAsWholeAsACreation() {
        assertThat(EnvironmentRules.replacing(
                        "qa", Faults.document("{'data':{'attributes':{'name':'QA','managed':true}}}")))
                .isEqualTo(new Definition("QA", null, EnvironmentClass.STANDARD, true));
        assertThat(Faults.of(() -> EnvironmentRules.replacing(
                        "qa", Faults.document("{'data':{'id':'other','attributes':{'color':7}}}"))))
                .containsExactlyInAnyOrder(
                        "/data/id id_mismatch",
                        "/data/attributes/name required",
                        "/data/attributes/color invalid_type");
    }

    private static String document(String attributes) {
        return "{\"data\":{\"id\":\"qa\",\"attributes\":{" + attributes + "}}}";
    }

    private static List<String> faults(String document) {
        Refused refused = catchThrowableOfType(Refused.class, () -> created(document));
        return ((Refusal.Invalid) refused.refusal())
                .errors().stream()
                        .map(error -> Objects.requireNonNull(error.source()).pointer() + " " + error.code())
                        .toList();
    }

    private static EnvironmentRules.Named created(String document) {
        try {
            return EnvironmentRules.created((ObjectNode) new ObjectMapper().readTree(document));
        } catch (JsonProcessingException e) {
            throw new AssertionError(document, e);
        }
    }
}
