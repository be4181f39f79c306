package dev.runledger.kernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.jsonapi.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobDefinitionTest {

    private static final HttpRequestSpec BASE = new HttpRequestSpec(
            "POST", "https://example.com/", Map.of("X-Key", "base"), StatusPattern.SUCCESS, true, null, "hello", 30);

    @Test
    void aLeafReplacesTheBaseAndTheRestIsInherited() {
        JobDefinition job = with(Map.of("enabled", true, "timeout", 5, "success_status", "3xx"));

        HttpRequestSpec effective = job.effectiveIn("production").request();

        assertThat(effective.timeout()).isEqualTo(5);
        assertThat(effective.successStatus().matches(302)).isTrue();
        assertThat(effective.body()).isEqualTo("hello");
        assertThat(job.enabledIn("production")).isTrue();
        assertThat(job.enabledIn("development")).isFalse();
    }

    @Test
    void aHeaderLeafReplacesTheBaseHeaderWhateverItsCaseAndKeepsTheBaseSpelling() {
        JobDefinition job = with(Map.of("headers.x-key", "own", "headers.X.Dotted", "added"));

        assertThat(job.effectiveIn("production").request().headers())
                .containsOnly(Map.entry("X-Key", "own"), Map.entry("X.Dotted", "added"));
    }

    @Test
    void aDefinitionIsReadBackAsItWasStored() throws JsonProcessingException {
        JobDefinition job = with(Map.of("enabled", false, "headers.A", "b"));

        String stored = Json.STORED.writeValueAsString(job);

        assertThat(Json.STORED.readValue(stored, JobDefinition.class)).isEqualTo(job);
        assertThat(stored).doesNotContain("kind").doesNotContain("null");
    }

    @Test
    void theFormOfTheScheduleTellsTheKind() {
        assertThat(kindOf(null)).isEqualTo(JobKind.MANUAL);
        assertThat(kindOf(" now ")).isEqualTo(JobKind.ONE_OFF);
        assertThat(kindOf("2026-03-01T12:00")).isEqualTo(JobKind.ONE_OFF);
        assertThat(kindOf("*/5 * * * *")).isEqualTo(JobKind.RECURRING);
        assertThat(kindOf("@daily")).isEqualTo(JobKind.RECURRING);
    }

    @Test
    void everyPlaceThatNamesARetryPolicyIsTold() {
        Map<String, Overlay> environments = new LinkedHashMap<>();
        environments.put("staging", new Overlay(Map.of("retry_policy", "zeal")));
        environments.put("a/b", new Overlay(Map.of("enabled", false, "retry_policy", "calm")));
        environments.put("production", new Overlay(Map.of("enabled", true)));
        JobDefinition job = new JobDefinition("n", null, null, null, BASE, environments, "zeal");

        assertThat(job.retryPolicyReferences())
                .containsExactly(
                        new RetryPolicyReference("/data/attributes/retry_policy", "zeal"),
                        new RetryPolicyReference("/data/attributes/environments/staging/retry_policy", "zeal"),
                        new RetryPolicyReference("/data/attributes/environments/a~1b/retry_policy", "calm"));
        assertThat(job.retryPolicies()).containsExactly("calm", "zeal");
        assertThat(with(Map.of()).retryPolicies()).isEmpty();
    }

    private static JobKind kindOf(@Nullable String schedule) {
        return new JobDefinition("n", null, schedule, null, BASE, Map.of(), null).kind();
    }

    private static JobDefinition with(Map<String, Object> leaves) {
        return new JobDefinition("Nightly", null, null, null, BASE, Map.of("production", new Overlay(leaves)), null);
    }
}
