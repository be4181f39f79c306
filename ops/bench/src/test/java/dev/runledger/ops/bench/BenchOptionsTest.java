package dev.runledger.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void historyIsMeasuredOnlyIfItIsNamed() {
        assertThat(read("").names()).doesNotContain(BenchOptions.HISTORY);
        assertThat(read("history").names()).containsExactly(BenchOptions.HISTORY);
        assertThat(read("history").served()).isEmpty();
    }

    @Test
    void twoLengthsOfHistoryAreUsualAndOthersCanBeAskedFor() {
        assertThat(read("history").history().all()).containsExactly(100_000, 10_000_000);
        assertThat(read("history --history 5000 --history 70000").history().all())
                .containsExactly(5_000, 70_000);
    }

    @Test
    void historyCanBeMeasuredInLess() {
        HistorySizes sizes = read("history --each 2 --family job --writes 0").history();

        assertThat(sizes.each()).isEqualTo(Duration.ofSeconds(2));
        assertThat(sizes.family()).isEqualTo("job");
        assertThat(sizes.writes()).isZero();
    }

    @Test
    void aHistoryWithoutRunsIsRefused() {
        assertThatThrownBy(() -> read("history --history 0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--history");
    }

    private static BenchOptions read(String words) {
        return BenchOptions.read(words.isEmpty() ? List.of() : List.of(words.split(" ")));
    }
}
