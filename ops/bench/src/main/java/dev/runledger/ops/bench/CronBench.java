package dev.runledger.ops.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long it takes to tell the next fire of a schedule, measured by JMH in a JVM of its own. */
final class CronBench {

    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 5;
    private static final TimeValue EACH = TimeValue.seconds(1);

    private final Figures figures;

    CronBench(Figures figures) {
        this.figures = figures;
    }

    void run() throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(NextFire.class.getName())
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(EACH)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(EACH)
                .timeUnit(TimeUnit.NANOSECONDS);
        for (RunResult result : new Runner(options.build()).run()) {
            figures.print(
                    BenchOptions.CRON,
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreUnit(),
                    Map.of("schedule", result.getParams().getParam("schedule")));
        }
    }
}
