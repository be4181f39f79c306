package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.command.schedule.Vectors.Vector;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CronVectorsTest {

    static List<Vector> vectors() {
        return Vectors.all();
    }

    @Test
    void noneOfTheExamplesIsLeftOut() {
        assertThat(Vectors.all()).hasSize(120);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void anExampleFiresAsAgreed(Vector vector) throws InvalidSchedule {
        switch (vector.expected()) {
            case "INVALID" -> assertThat(refusal(vector).code()).isIn("schedule_invalid", "timezone_unknown");
            case "NEVER" -> assertThat(refusal(vector).code()).isEqualTo("schedule_never_fires");
            default -> {
                FireTimes times = times(vector);
                assertThat(Stream.iterate(times.next(Instant.parse(vector.after())), times::next)
                                .limit(3))
                        .extracting(Instant::toString)
                        .containsExactly(vector.expected().split(" "));
            }
        }
    }

    private static InvalidSchedule refusal(Vector vector) {
        return catchThrowableOfType(InvalidSchedule.class, () -> times(vector));
    }

    private static FireTimes times(Vector vector) throws InvalidSchedule {
        return FireTimes.of(CronExpression.parse(vector.expression()), TimeZones.require(vector.timezone()));
    }
}
