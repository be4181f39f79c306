package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short storm over the finished jar; {@code ./runledger chaos} makes longer ones. */
class ChaosIT {

    private static final List<String> STORM = List.of(
            "--seed", "4",
            "--seconds", "60",
            "--silence", "10",
            "--every", "5",
            "--jar", "../target/runledger.jar",
            "--programs", "../target/postgres");

    @Test
    void nothingIsLostDoubledOrWrong() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ByteArrayOutputStream words = new ByteArrayOutputStream();

        int exit = ChaosMain.run(STORM, print(lines), print(words));

        String told = words.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(told).isEqualTo(ChaosMain.CLEAN);
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .as(told)
                .contains("\"losses\":0,\"doubles\":0,\"wrong\":0")
                .doesNotContain("\"hits\":0");
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
