package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.account.AccountSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API.md §8.1. */
class SettingsRulesTest {

    @Test
    void whatIsUnknownStaysAsItWasSent() {
        String sent = "{'a':[1,2.50,null],'jobs':{'x':null,'overage_policy':'CAPPED','overage_budget_cents':0}}";

        assertThat(judged(sent)).isEqualTo(Faults.document(sent));
    }

    @Test
    void nullStandsForLeftOutWhereSomethingIsKnown() {
        assertThat(judged("{'jobs':null,'other':null}")).isEqualTo(Faults.document("{'other':null}"));
        assertThat(judged("{'jobs':{'overage_policy':null,'overage_budget_cents':null,'b':null}}"))
                .isEqualTo(Faults.document("{'jobs':{'b':null}}"));
    }

    @Test
    void whatCountsIsReadFromWhatIsStored() {
        ObjectNode capped = judged("{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':7}}");

        assertThat(AccountSettings.overagePolicy(capped)).isEqualTo("CAPPED");
        assertThat(AccountSettings.overageBudgetCents(capped)).isEqualTo(7);
        assertThat(AccountSettings.overagePolicy(judged("{}"))).isEqualTo("ALLOW");
        assertThat(AccountSettings.overageBudgetCents(judged("{}"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'jobs':[]} | /jobs invalid_type",
                "{'jobs':{'overage_policy':'STOP'}} | /jobs/overage_policy invalid_value",
                "{'jobs':{'overage_policy':'CAPPED'}} | /jobs/overage_budget_cents overage_budget_required",
                "{'jobs':{'overage_policy':'HARD_STOP','overage_budget_cents':1}} | /jobs/overage_budget_cents overage_budget_not_allowed",
                "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':-1}} | /jobs/overage_budget_cents number_out_of_range",
                "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':'1'}} | /jobs/overage_budget_cents invalid_type"
            })
    void whatIsWrongIsNamed(String document, String fault) {
        assertThat(Faults.of(() -> judged(document))).containsExactly(fault);
    }

    private static ObjectNode judged(String document) {
        return SettingsRules.judged(Faults.document(document));
    }
}
