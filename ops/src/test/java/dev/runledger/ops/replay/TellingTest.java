package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TellingTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private long nanos = 77;

    private Telling telling(boolean terminal) {
        return new Telling(new PrintStream(said, true, StandardCharsets.UTF_8), terminal, () -> nanos);
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void howFarItIsAndHowLongItTakesIsTold() {
        Telling telling = telling(false);
        telling.begin("Building", new Stretch(0, 6_000_000));
        pass(60);

        telling.at(3_000_000, 2_400_000);

        assertThat(said())
                .isEqualTo("Building: position 3,000,000 of 6,000,000 (50 %), 40,000 events/s, 1 min 0 s left"
                        + System.lineSeparator());
    }

    @Test
    void aFileGetsALineNowAndThen() {
        Telling telling = telling(false);
        telling.begin("Building", new Stretch(0, 100));
        for (int second = 1; second <= 30; second++) {
            pass(1);
            telling.at(second, second);
        }

        assertThat(said().lines()).hasSize(3);
    }

    @Test
    void onATerminalOneLineIsWrittenOver() {
        Telling telling = telling(true);
        telling.begin("Building", new Stretch(0, 100));
        for (int second = 1; second <= 3; second++) {
            pass(1);
            telling.at(second, second);
        }
        telling.say("Done.");

        assertThat(said()).startsWith("\rBuilding: position 1 of 100").endsWith("Done." + System.lineSeparator());
        assertThat(said().split("\r")).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"59, 59 s", "200, 3 min 20 s", "7500, 2 h 5 min"})
    void timeIsToldInTheUnitThatFits(long seconds, String text) {
        assertThat(Telling.span(seconds)).isEqualTo(text);
    }
}
