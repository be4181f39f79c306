package dev.runledger.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunViewTest {

    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunTriggered TRIGGERED = new RunTriggered(
            RUN, "nightly", UUID.randomUUID(), 7, JobKind.MANUAL, "production", new Trigger.Manual(), CREATED);
    private static final RunStarted STARTED = new RunStarted(
            RUN,
            UUID.randomUUID(),
            UUID.randomUUID(),
            9,
            StatusPattern.SUCCESS,
            new RequestSnapshot("POST", "https://example.com/", Map.of("X-Key", "<redacted>"), null),
            CREATED.plusMillis(120));
    private static final RunSucceeded SUCCEEDED = new RunSucceeded(
            RUN,
            new ResponseSnapshot(200, Map.of("content-type", "text/plain"), "ok", false, 2),
            CREATED.plusMillis(430));

    @Test
    void aRunShowsItsTimings() {
        JsonNode shown = shown(RunView.first(TRIGGERED).then(STARTED).then(SUCCEEDED));

        assertThat(shown.get("created_at").asText()).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(shown.get("pending_duration_ms").asInt()).isEqualTo(120);
        assertThat(shown.get("run_duration_ms").asInt()).isEqualTo(310);
        assertThat(shown.get("total_duration_ms").asInt()).isEqualTo(430);
    }

    @Test
    void startingRefreshesTheJobVersion() {
        assertThat(RunView.first(TRIGGERED).then(STARTED).jobVersion()).isEqualTo(9);
    }

    @Test
    void everyAttributeOfAPendingRunIsShownEvenWhenNull() {
        JsonNode shown = shown(RunView.first(TRIGGERED));

        assertThat(shown.has("request")).isTrue();
        assertThat(shown.get("request").isNull()).isTrue();
        assertThat(shown.get("status").asText()).isEqualTo("PENDING");
        assertThat(shown.get("scheduled_for").isNull()).isTrue();
        assertThat(shown.size()).isEqualTo(18);
    }

    @Test
    void aRetryNamesTheFirstRunOfItsChain() {
        UUID first = UUID.randomUUID();
        RunTriggered retry = new RunTriggered(
                RUN,
                "nightly",
                UUID.randomUUID(),
                1,
                JobKind.MANUAL,
                "production",
                new Trigger.Retry(first, 2, false, CREATED),
                CREATED);

        JsonNode shown = shown(RunView.first(retry));

        assertThat(shown.at("/retry/of").asText()).isEqualTo(first.toString());
        assertThat(shown.at("/retry/attempt").asInt()).isEqualTo(2);
        assertThat(shown.get("trigger").asText()).isEqualTo("RETRY");
        assertThat(retry.dueAt()).isEqualTo(CREATED);
    }

    @Test
    void aRunThatNeverStartedCanFail() {
        RunView refused = RunView.first(TRIGGERED)
                .then(new RunFailed(RUN, FailureReason.QUOTA_EXCEEDED, null, null, CREATED, null));

        assertThat(refused.status()).isEqualTo(RunStatus.FAILED);
        assertThat(shown(refused).get("started_at").isNull()).isTrue();
    }

    @Test
    void nothingFollowsAFinalEvent() {
        RunView canceled = RunView.first(TRIGGERED).then(new RunCanceled(RUN, false, null, CREATED));

        assertThatIllegalStateException().isThrownBy(() -> canceled.then(SUCCEEDED));
        assertThatIllegalStateException().isThrownBy(() -> canceled.then(TRIGGERED));
    }

    private static JsonNode shown(RunView run) {
        return Json.WIRE.valueToTree(RunResource.of(run).attributes());
    }
}
