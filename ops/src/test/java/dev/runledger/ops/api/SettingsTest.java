package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is set for the whole account. */
class SettingsTest extends ApiTest {

    private static final String VIEWER = "sk_api_viewer-of-settings";
    private static final String MEMBER = "sk_api_member-without-settings";

    SettingsTest() {
        super(Map.of());
        node.addKey(VIEWER, Role.VIEWER);
        node.addKey(MEMBER, Role.MEMBER);
    }

    @Test
    void whatIsNotKnownIsKeptAsItWasSent() {
        String sent =
                "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':500,'other':null},'theirOwn':{'Keys':[1,2.5,null,'x']}}";

        Answer answer = api.put(SETTINGS, json(sent));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json()).isEqualTo(tree(sent));
        assertThat(api.as(VIEWER).get(SETTINGS).json()).isEqualTo(tree(sent));
    }

    @Test
    void allIsReplacedAndThePolicyIsAlwaysShown() {
        api.put(SETTINGS, json("{'jobs':{'overage_policy':'HARD_STOP'},'a':1}"));

        JsonNode replaced = api.put(SETTINGS, json("{'b':2,'jobs':{'overage_policy':null}}"))
                .json();

        assertThat(replaced).isEqualTo(tree("{'b':2,'jobs':{'overage_policy':'ALLOW'}}"));
        assertThat(api.put(SETTINGS, "{}").json()).isEqualTo(tree("{'jobs':{'overage_policy':'ALLOW'}}"));
        assertThat(api.get(SETTINGS).json()).isEqualTo(tree("{'jobs':{'overage_policy':'ALLOW'}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'jobs':1} | invalid_type /jobs",
                "{'jobs':{'overage_policy':'capped'}} | invalid_value /jobs/overage_policy",
                "{'jobs':{'overage_policy':'CAPPED'}} | overage_budget_required /jobs/overage_budget_cents",
                "{'jobs':{'overage_budget_cents':1}} | overage_budget_not_allowed /jobs/overage_budget_cents",
                "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':-1}} | number_out_of_range /jobs/overage_budget_cents",
                "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':1.0}} | invalid_type /jobs/overage_budget_cents"
            })
    void whatIsWrongIsLocated(String sent, String error) {
        JsonNode first = api.put(SETTINGS, json(sent)).json().at("/errors/0");

        assertThat(first.path("code").textValue() + " "
                        + first.at("/source/pointer").textValue())
                .isEqualTo(error);
    }

    @Test
    void onlyAdminsSetAndNotMuch() {
        assertThat(api.as(MEMBER).put(SETTINGS, "{").error()).isEqualTo("403 role_insufficient");
        assertThat(api.put(SETTINGS, "[]").error()).isEqualTo("400 invalid_type");
        assertThat(api.put(SETTINGS, "{\"a\":\"" + "x".repeat(65_536) + "\"}").error())
                .isEqualTo("413 payload_too_large");
    }
}
