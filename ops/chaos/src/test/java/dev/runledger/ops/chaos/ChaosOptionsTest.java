package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosOptionsTest {

    @Test
    void saysWhatIsWanted() {
        ChaosOptions read =
                ChaosOptions.read(List.of("--minutes", "30", "--seed", "7", "--node-argument", "--role=all"));
        assertThat(read.storm()).isEqualTo(Duration.ofMinutes(30));
        assertThat(read.seed()).isEqualTo(7);
        assertThat(read.nodes()).isEqualTo(3);
        assertThat(read.nodeArguments()).containsExactly("--role=all");
    }

    @Test
    void withoutASeedOneIsDiced() {
        assertThat(ChaosOptions.read(List.of()).seed()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed", "--seed x", "--minutes 0", "--nodes 10", "--wind 3"})
    void whatIsWrongIsNamedWithTheUsage(String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChaosOptions.read(List.of(words.split(" "))))
                .withMessageContaining(words.split(" ")[0])
                .withMessageContaining("Usage:");
    }
}
