package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final DatabaseClock clock = new DatabaseClock();

    @Test
    void aClockThatIsBehindIsSet() {
        Instant told = clock.instant().plus(HOUR);

        clock.observe(told, Duration.ofMillis(1));

        assertThat(clock.instant()).isBetween(told, told.plus(HOUR));
    }

    @Test
    void aClockThatIsAheadIsSet() {
        Instant told = clock.instant().minus(HOUR);

        clock.observe(told, Duration.ofMillis(1));

        assertThat(clock.instant()).isBetween(told, told.plus(HOUR.dividedBy(2)));
    }

    @Test
    void anAnswerThatTookLongDoesNotSetTheClockBack() {
        Instant before = clock.instant();

        clock.observe(before.minus(HOUR), HOUR.plus(HOUR));

        assertThat(clock.instant()).isAfterOrEqualTo(before);
    }
}
