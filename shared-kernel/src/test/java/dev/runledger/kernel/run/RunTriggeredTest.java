package dev.runledger.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunTriggeredTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(3_600);

    @Test
    void eachTriggerIsReadBackAsItWasStored() throws JsonProcessingException {
        for (Trigger trigger : List.of(
                new Trigger.Scheduled(NOON, LATER),
                Trigger.Scheduled.once(LATER),
                new Trigger.Manual(),
                new Trigger.Rerun(new UUID(7, 7)),
                new Trigger.Retry(new UUID(7, 7), 2, true, LATER))) {
            RunTriggered event = triggered(JobKind.ONE_OFF, trigger);

            String stored = Json.STORED.writeValueAsString(event);

            assertThat(Json.STORED.readValue(stored, RunTriggered.class)).isEqualTo(event);
        }
    }

    @Test
    void aRunFromBeforeKindsWereRecordedIsThatOfAManualJob() throws JsonProcessingException {
        ObjectNode stored = Json.STORED.valueToTree(triggered(JobKind.RECURRING, new Trigger.Manual()));
        stored.remove("kind");

        assertThat(Json.STORED.treeToValue(stored, RunTriggered.class).kind()).isEqualTo(JobKind.MANUAL);
    }

    @Test
    void aRunMayStartAtItsInstantOrAtOnce() {
        assertThat(triggered(JobKind.ONE_OFF, Trigger.Scheduled.once(LATER)).dueAt())
                .isEqualTo(LATER);
        assertThat(triggered(JobKind.MANUAL, new Trigger.Retry(new UUID(7, 7), 1, false, LATER))
                        .dueAt())
                .isEqualTo(LATER);
        assertThat(triggered(JobKind.MANUAL, new Trigger.Manual()).dueAt()).isEqualTo(NOON);
        assertThat(triggered(JobKind.MANUAL, new Trigger.Rerun(new UUID(7, 7))).dueAt())
                .isEqualTo(NOON);
    }

    @Test
    void whatWasDecidedAboutARetryIsReadBackAsItWasStored() throws JsonProcessingException {
        for (RetryDecision decision : List.of(
                new RetryDecision.RetryAfter(2, new UUID(8, 8), Duration.ofSeconds(90), "gentle", 4),
                new RetryDecision.GiveUp("the policy has no retries left"))) {
            String stored = Json.STORED.writerFor(RetryDecision.class).writeValueAsString(decision);

            assertThat(Json.STORED.readValue(stored, RetryDecision.class)).isEqualTo(decision);
        }
    }

    private static RunTriggered triggered(JobKind kind, Trigger trigger) {
        return new RunTriggered(
                new RunKey(AccountId.DEFAULT, new UUID(1, 1)),
                "nightly",
                new UUID(2, 2),
                7,
                kind,
                "production",
                trigger,
                NOON);
    }
}
