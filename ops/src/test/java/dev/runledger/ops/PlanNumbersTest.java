package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanNumbersTest {

    @Test
    void whatIsNotNamedStaysAsUsual() {
        assertThat(PlanNumbers.over("{}").all()).isEqualTo(Plans.DEFAULTS.all());
        assertThat(PlanNumbers.over("{\"free\":{\"max_jobs\":20},\"pro\":{}}").all())
                .containsExactly(
                        new Plan("free", 0, 3_000, 20, 300, 30, 7, 2, 0),
                        Plans.DEFAULTS.get("standard"),
                        Plans.DEFAULTS.get("pro"),
                        Plans.DEFAULTS.get("enterprise"));
    }

    @Test
    void everyNumberCanBeSetAndLimitsTakenAway() {
        String all = "{\"standard\":{\"price_monthly_cents\":1,\"included_runs_per_month\":-1,\"max_jobs\":-1,"
                + "\"min_interval_seconds\":0,\"max_timeout_seconds\":86400,\"history_retention_days\":1,"
                + "\"managed_environments\":-1,\"overage_micro_usd_per_run\":7}}";

        assertThat(PlanNumbers.over(all).get("standard"))
                .isEqualTo(new Plan("standard", 1, -1, -1, 0, 86_400, 1, -1, 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{ | it is no JSON",
                "{} {} | it is no JSON",
                "[] | it must be a JSON object of plans",
                "{'gold':{}} | there is no plan gold",
                "{'free':1} | free must be a JSON object of numbers",
                "{'free':{'jobs':1}} | free has no number jobs",
                "{'free':{'max_jobs':1,'max_jobs':2}} | it is no JSON",
                "{'free':{'max_jobs':-2}} | free.max_jobs is -2; it must be a whole number from 0",
                "{'free':{'max_jobs':'1'}} | free.max_jobs is \\'1\\'; it must be a whole number",
                "{'free':{'max_jobs':1.0}} | free.max_jobs is 1.0; it must be a whole number",
                "{'free':{'max_jobs':null}} | free.max_jobs is null; it must be a whole number",
                "{'free':{'min_interval_seconds':-1}} | free.min_interval_seconds is -1",
                "{'free':{'max_timeout_seconds':86401}} | free.max_timeout_seconds is 86401",
                "{'free':{'history_retention_days':0}} | free.history_retention_days is 0",
                "{'free':{'managed_environments':1}} | free.managed_environments is 1; it must be a whole number from 2",
                "{'free':{'max_jobs':99999999999999999999}} | free.max_jobs is 99999999999999999999"
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> PlanNumbers.over(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.replace("\\'", "\""));
    }
}
