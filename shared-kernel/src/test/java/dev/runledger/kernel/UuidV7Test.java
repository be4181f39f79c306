package dev.runledger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidV7Test {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Clock AT_NOON = Clock.fixed(NOON, ZoneOffset.UTC);

    @Test
    void anIdShowsVersionVariantAndTheMillisecond() {
        UUID id = new UuidV7(AT_NOON).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void idsOfOneMillisecondAscendEvenWhenTheyOverflowIt() {
        UuidV7 ids = new UuidV7(AT_NOON);

        List<String> made =
                Stream.generate(ids::next).limit(10_000).map(UUID::toString).toList();

        assertThat(made).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    }

    @Test
    void aClockThatStepsBackDoesNotTurnTheOrder() {
        AtomicReference<Clock> clock = new AtomicReference<>(AT_NOON);
        UuidV7 ids = new UuidV7(new Settable(clock));
        String before = ids.next().toString();
        clock.set(Clock.offset(AT_NOON, Duration.ofHours(-1)));

        assertThat(ids.next().toString()).isGreaterThan(before);
    }

    @Test
    void twoGeneratorsMakeDifferentIds() {
        assertThat(new UuidV7(AT_NOON).next().getLeastSignificantBits())
                .isNotEqualTo(new UuidV7(AT_NOON).next().getLeastSignificantBits());
    }

    private static final class Settable extends Clock {

        private final AtomicReference<Clock> clock;

        Settable(AtomicReference<Clock> clock) {
            this.clock = clock;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return clock.get().instant();
        }
    }
}
