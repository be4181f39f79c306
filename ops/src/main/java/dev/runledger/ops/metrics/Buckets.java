package dev.runledger.ops.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** Histograms of spans: all have the same buckets, so that they can be compared. */
final class Buckets {

    /** From a commit on a fast disk to the longest timeout that a run can have, in milliseconds. */
    private static final long[] UPTO = {
        1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
        900_000
    };

    private Buckets() {}

    static Timer of(String name, String description, MeterRegistry registry) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        LongStream.of(UPTO).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
                .register(registry);
    }
}
