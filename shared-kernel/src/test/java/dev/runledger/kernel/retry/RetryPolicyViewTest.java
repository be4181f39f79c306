package dev.runledger.kernel.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyReplaced;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetryPolicyViewTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final RetryPolicyKey KEY = new RetryPolicyKey(AccountId.DEFAULT, "gentle");
    private static final UUID LIFE = new UUID(1, 1);
    private static final RetryPolicy FIXED =
            new RetryPolicy("Gentle", 3, new Backoff.Fixed(30), true, false, List.of(), List.of());
    private static final RetryPolicy EXPONENTIAL = new RetryPolicy(
            "Patient",
            10,
            new Backoff.Exponential(5, 600),
            false,
            true,
            statuses("5xx", "429", "5xx"),
            statuses("501"));

    @Test
    void aPolicyIsWhatItsLatestEventTells() {
        assertThat(RetryPolicyView.after(new RetryPolicyCreated(KEY, LIFE, FIXED, NOON)))
                .isEqualTo(new RetryPolicyView(KEY, LIFE, 1, FIXED, NOON, NOON, null));
        assertThat(RetryPolicyView.after(new RetryPolicyReplaced(KEY, LIFE, 2, EXPONENTIAL, NOON, LATER)))
                .isEqualTo(new RetryPolicyView(KEY, LIFE, 2, EXPONENTIAL, NOON, LATER, null));
        assertThat(RetryPolicyView.after(new RetryPolicyDeleted(KEY, LIFE, 2, EXPONENTIAL, NOON, LATER)))
                .isEqualTo(new RetryPolicyView(KEY, LIFE, 2, EXPONENTIAL, NOON, LATER, LATER));
    }

    @Test
    void aPolicyIsReadBackAsItWasStored() throws JsonProcessingException {
        for (RetryPolicy policy : List.of(FIXED, EXPONENTIAL)) {
            RetryPolicyView view = new RetryPolicyView(KEY, LIFE, 1, policy, NOON, NOON, null);

            String stored = Json.STORED.writeValueAsString(view);

            assertThat(Json.STORED.readValue(stored, RetryPolicyView.class)).isEqualTo(view);
        }
    }

    @Test
    void anAnswerShowsEveryAttribute() throws JsonProcessingException {
        RetryPolicyView view = new RetryPolicyView(KEY, LIFE, 2, EXPONENTIAL, NOON, LATER, null);

        assertThat(Json.WIRE.readTree(Json.WIRE.writeValueAsString(RetryPolicyResource.of(view))))
                .isEqualTo(Json.WIRE.readTree("""
                        {"id": "gentle", "type": "retry_policy", "attributes": {
                          "name": "Patient", "max_retries": 10,
                          "backoff": "exponential", "delay_seconds": 5, "max_delay_seconds": 600,
                          "retry_on_timeout": false, "retry_on_connection_error": true,
                          "retry_statuses": ["5xx", "429", "5xx"], "retry_statuses_except": ["501"], "version": 2,
                          "created_at": "2026-03-01T12:00:00.000Z", "updated_at": "2026-03-01T12:01:00.000Z",
                          "deleted_at": null}}"""));
    }

    @Test
    void aFixedBackoffShowsNoCeiling() {
        RetryPolicyView view = new RetryPolicyView(KEY, LIFE, 1, FIXED, NOON, NOON, null);

        assertThat(RetryPolicyResource.of(view).attributes())
                .containsEntry("backoff", "fixed")
                .containsEntry("max_delay_seconds", null);
    }

    @Test
    void aStreamNamesItsPolicy() {
        assertThat(KEY.stream()).isEqualTo("default.1/retry/gentle");
        assertThat(RetryPolicyKey.parse(KEY.stream())).isEqualTo(KEY);
        assertThat(RetryPolicyKey.names(KEY.stream())).isTrue();
        assertThat(RetryPolicyKey.names("default.1/job/gentle")).isFalse();
        assertThatThrownBy(() -> RetryPolicyKey.parse("default.1/job/gentle"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<StatusPattern> statuses(String... texts) {
        return List.of(texts).stream().map(StatusPattern::new).toList();
    }
}
