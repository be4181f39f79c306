package dev.runledger.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationHistogramTest {

    @Test
    void nothingHasNoPercentile() {
        assertThat(new DurationHistogram().percentile(50)).isEmpty();
    }

    @Test
    void shortDurationsAreExact() {
        DurationHistogram histogram = new DurationHistogram();
        for (long millis = 0; millis < 128; millis++) {
            histogram.add(millis);
        }

        assertThat(histogram.percentile(1)).hasValue(1L);
        assertThat(histogram.percentile(50)).hasValue(63L);
        assertThat(histogram.percentile(100)).hasValue(127L);
    }

    @Test
    void binsFollowEachOtherWithoutGapAndNoneIsBeyondTheirCount() {
        int before = -1;
        for (int bit = 0; bit < 62; bit++) {
            for (long value = 1L << bit; value < 2L << bit; value += Math.max(1, (1L << bit) / 64)) {
                int bin = DurationBins.of(value);
                assertThat(bin).isEqualTo(before < 0 ? 1 : before + 1);
                before = bin;
            }
        }
        assertThat(DurationBins.of(0)).isZero();
        assertThat(DurationBins.of(Long.MAX_VALUE)).isEqualTo(DurationBins.COUNT - 1);
    }

    @Test
    void aNegativeDurationCountsAsNone() {
        assertThat(DurationBins.of(-1)).isZero();
        assertThat(DurationBins.of(Long.MIN_VALUE)).isZero();
    }

    @Test
    void theMiddleOfABinIsInItAndNearAllOfIt() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >>> 1 >>> random.nextInt(63);
            long middle = DurationBins.middle(DurationBins.of(value));

            assertThat(DurationBins.of(middle)).isEqualTo(DurationBins.of(value));
            assertThat(Math.abs(middle - value)).as("of %s", value).isLessThanOrEqualTo(value / 128);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void percentilesAreWithinOnePercentOfTheNearestRank(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int magnitude = random.nextInt(1, 40);
            List<Long> durations = new ArrayList<>();
            DurationHistogram parts = new DurationHistogram();
            DurationHistogram part = new DurationHistogram();
            for (int i = random.nextInt(1, 300); i > 0; i--) {
                long millis = random.nextLong(1L << random.nextInt(magnitude));
                durations.add(millis);
                part.add(millis);
                if (random.nextInt(10) == 0) {
                    parts.add(part);
                    part = new DurationHistogram();
                }
            }
            parts.add(part);
            durations.sort(null);

            for (int percent : List.of(1, 50, 95, 99, 100)) {
                long exact = durations.get((int) Math.ceil(durations.size() * percent / 100.0) - 1);
                assertThat(parts.percentile(percent).orElseThrow() - exact)
                        .as("p%s of %s", percent, durations)
                        .isBetween(-exact / 100, exact / 100);
            }
        }
    }
}
