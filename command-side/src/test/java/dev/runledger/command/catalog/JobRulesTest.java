package dev.runledger.command.catalog;

import static dev.runledger.command.catalog.CatalogFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobRulesTest {

    private static final JobDefinition RICH = with(job("@daily", "gentle", "production"), "development", "patient");

    @Test
    void rulesAreReadBackAsTheyWereWritten() {
        for (JobDefinition job : List.of(
                RICH, job(null, null), job("now", null, "production"), job("@daily", "gentle", "production", "x"))) {
            JobRules rules = JobRules.of(job);

            assertThat(JobRules.read(rules.written())).isEqualTo(rules);
        }
    }

    @Test
    void theyHoldWhatDecisionsAboutRunsNeed() {
        assertThat(JobRules.of(RICH))
                .isEqualTo(new JobRules(
                        JobKind.RECURRING, Set.of("production"), "gentle", Map.of("development", "patient")));
    }

    @Test
    void anEntrysOwnPolicyGoesBeforeTheBases() {
        JobRules rules = JobRules.of(RICH);

        assertThat(rules.retryPolicyIn("production")).contains("gentle");
        assertThat(rules.retryPolicyIn("development")).contains("patient");
        assertThat(rules.retryPolicyIn("nowhere")).contains("gentle");
        assertThat(rules.policies()).containsExactlyInAnyOrder("gentle", "patient");
    }

    @Test
    void withoutAPolicyNoneJudges() {
        JobRules rules = JobRules.of(job("now", null, "production"));

        assertThat(rules.retryPolicyIn("production")).isEmpty();
        assertThat(rules.policies()).isEmpty();
    }

    /** The default of the column, for jobs from before it was there. */
    @Test
    void theRulesOfAnOldJobAreThoseOfAManualOne() {
        assertThat(JobRules.read("{\"kind\":\"manual\"}"))
                .isEqualTo(new JobRules(JobKind.MANUAL, Set.of(), null, Map.of()));
    }

    private static JobDefinition with(JobDefinition job, String environment, String retryPolicy) {
        Map<String, Overlay> entries = new LinkedHashMap<>(job.environments());
        entries.put(environment, new Overlay(Map.of("retry_policy", retryPolicy)));
        return job.with(entries);
    }
}
