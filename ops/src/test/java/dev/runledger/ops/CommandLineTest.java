package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    private static final Set<String> KNOWN = Set.of("--port", "--data");

    @Test
    void anOptionTakesTheNextWordOrWhatFollowsTheEqualsSign() {
        CommandLine line = CommandLine.parse(List.of("--port", "9000", "--data=/tmp/x=y"), KNOWN);

        assertThat(line.get("--port")).contains("9000");
        assertThat(line.get("--data")).contains("/tmp/x=y");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> CommandLine.parse(List.of("--prot", "1"), KNOWN))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("--prot");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> CommandLine.parse(List.of("--port"), KNOWN)).hasMessage("--port needs a value.");
    }
}
