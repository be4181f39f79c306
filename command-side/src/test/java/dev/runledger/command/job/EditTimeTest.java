package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EditTimeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void anEditIsMadeNow() {
        assertThat(EditTime.since(NOON.minusSeconds(5), NOON)).isEqualTo(NOON);
    }

    @Test
    void aClockThatWasSetBackALittleDoesNotMakeAnEditEarlierThanTheOneBefore() {
        Instant before = NOON.plus(Duration.ofHours(1));

        assertThat(EditTime.since(before, NOON)).isEqualTo(before);
    }

    @Test
    void aClockThatWasFarAheadForAMomentDoesNotCountForEver() {
        assertThat(EditTime.since(NOON.plus(Duration.ofHours(1)).plusMillis(1), NOON))
                .isEqualTo(NOON);
    }
}
