package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.chaos.FaultPlan.Planned;
import dev.runledger.ops.chaos.FaultPlan.Sizes;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

    private static final Sizes SIZES =
            new Sizes(Duration.ofMinutes(5), 3, Duration.ofSeconds(10), Duration.ofSeconds(5));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4_711})
    void theSameSeedMakesTheSamePlan(long seed) {
        assertThat(FaultPlan.of(seed, SIZES)).isEqualTo(FaultPlan.of(seed, SIZES));
    }

    @Test
    void anotherSeedMakesAnother() {
        assertThat(FaultPlan.of(1, SIZES)).isNotEqualTo(FaultPlan.of(2, SIZES));
    }

    @Test
    void aSeedFromAnOldReportStillMeansTheSame() {
        assertThat(FaultPlan.of(7, SIZES).faults().get(3).fault()).isEqualTo(new Fault.CutCommits(0, 4, false, true));
    }

    @Test
    void everyKindComesWithinFiveMinutes() {
        assertThat(FaultPlan.of(3, SIZES).faults().stream()
                        .map(planned -> planned.fault().getClass())
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(Fault.class.getPermittedSubclasses());
    }

    @Test
    void allBeginWithinTheStorm() {
        assertThat(FaultPlan.of(3, SIZES).faults())
                .extracting(Planned::at)
                .isSorted()
                .allMatch(at -> at.compareTo(SIZES.storm()) < 0);
    }
}
