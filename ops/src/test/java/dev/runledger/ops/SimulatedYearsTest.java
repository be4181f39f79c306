package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs for so long that all clocks which change have changed in both directions, from just before one does.
 * {@code -Drunledger.years.days=730} makes it two years, and {@code -Drunledger.years.seed} other ones.
 */
class SimulatedYearsTest {

    private static final Logger log = LoggerFactory.getLogger(SimulatedYearsTest.class);
    private static final Instant START = Instant.parse("2025-03-08T11:59:59Z");
    private static final int BOTH_CHANGES = 270;

    private final long seed = Long.getLong("runledger.years.seed", 20_250_308);
    private final int days = Integer.getInteger("runledger.years.days", BOTH_CHANGES);

    @Test
    void everyDueInstantIsOneRunOrOneRecordedSkip() {
        try (SimulatedYears years = new SimulatedYears(seed, START, START.plus(Duration.ofDays(days)))) {
            years.live();
            StoredFires stored = years.stored();
            log.info(
                    "{} runs, {} instants skipped in {} gaps, {} crashes",
                    stored.runs(),
                    stored.skipped(),
                    stored.gaps(),
                    years.crashes());
            years.verify(stored);
            assertThat(stored.distinctRuns()).isEqualTo(stored.runs());
            assertThat(stored.runs()).isBetween(days * 40, days * 275);
            assertThat(stored.gaps()).isGreaterThan(days);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("in the simulation of " + days + " days with the seed " + seed, e);
        }
    }
}
