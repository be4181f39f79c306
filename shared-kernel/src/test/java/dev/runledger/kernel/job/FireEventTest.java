package dev.runledger.kernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.jsonapi.Json;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FireEventTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final FiresSkipped SKIPPED = new FiresSkipped(
            JOB,
            new UUID(2, 2),
            3,
            "production",
            NOON,
            NOON.plusSeconds(7_200),
            3,
            "nobody was there",
            NOON.plusSeconds(10_800),
            NOON.plusSeconds(9_000));

    @Test
    void aGapIsNamedByItsFirstInstant() {
        assertThat(SKIPPED.stream())
                .isEqualTo("default.1/skip/nightly/production/1772366400000/"
                        + SKIPPED.skippedAt().toEpochMilli());
        assertThat(FireEvent.names(SKIPPED.stream())).isTrue();
    }

    /** A slug may hold what looks like another kind of stream only where slashes are allowed, and they are not. */
    @Test
    void noOtherStreamIsTakenForAGap() {
        assertThat(FireEvent.names(JOB.stream())).isFalse();
        assertThat(FireEvent.names(new JobKey(AccountId.DEFAULT, "skip").stream()))
                .isFalse();
        assertThat(FireEvent.names("default.1")).isFalse();
    }

    @Test
    void aGapIsReadBackAsItWasStored() throws JsonProcessingException {
        String stored = Json.STORED.writeValueAsString(SKIPPED);

        assertThat(Json.STORED.readValue(stored, FiresSkipped.class)).isEqualTo(SKIPPED);
    }
}
