package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.account.Plans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API.md §7.4. */
class OperatorRulesTest {

    @Test
    void anAccountHasANameAndBeginsOnThePlanThatIsAskedFor() {
        assertThat(opened("{'name':'Team B','plan':'pro','id':'ignored'}"))
                .isEqualTo(new OperatorRules.NewAccount("Team B", "pro"));
        assertThat(opened("{'name':'Team B','plan':null}")).isEqualTo(new OperatorRules.NewAccount("Team B", "free"));
        assertThat(opened("{'name':'" + "😀".repeat(200) + "'}").name()).hasSize(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{} | /name required",
                "{'name':null} | /name required",
                "{'name':''} | /name length_out_of_range",
                "{'name':1} | /name invalid_type",
                "{'name':'n','plan':'Free'} | /plan plan_unknown",
                "{'name':'n','plan':''} | /plan plan_unknown",
                "{'name':'n','plan':1} | /plan invalid_type"
            })
    void whatIsWrongIsNamed(String document, String fault) {
        assertThat(Faults.of(() -> opened(document))).containsExactly(fault);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(Faults.of(() -> opened("{'name':'','plan':'gold'}")))
                .containsExactly("/name length_out_of_range", "/plan plan_unknown");
        assertThat(Faults.of(() -> opened("{'name':'" + "n".repeat(201) + "'}")))
                .containsExactly("/name length_out_of_range");
    }

    @Test
    void aPlanToBeChosenIsNamed() {
        assertThat(OperatorRules.plan(Faults.document("{'plan':'standard'}"), Plans.DEFAULTS))
                .isEqualTo("standard");
        assertThat(Faults.of(() -> OperatorRules.plan(Faults.document("{}"), Plans.DEFAULTS)))
                .containsExactly("/plan required");
        assertThat(Faults.of(() -> OperatorRules.plan(Faults.document("{'plan':'gold'}"), Plans.DEFAULTS)))
                .containsExactly("/plan plan_unknown");
    }

    private static OperatorRules.NewAccount opened(String document) {
        return OperatorRules.opened(Faults.document(document), Plans.DEFAULTS);
    }
}
