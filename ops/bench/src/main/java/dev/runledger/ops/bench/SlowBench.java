package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.util.List;
import java.util.Map;

/** Whether runs wait for each other: many at once, against a target that takes its time. */
final class SlowBench {

    private static final int RUNS = 500;
    private static final int JOBS = 20;
    private static final int DELAY_MS = 2_000;
    private static final double NANOS = 1e9;

    private final Rig rig;
    private final Figures figures;

    SlowBench(Rig rig, Figures figures) {
        this.rig = rig;
        this.figures = figures;
    }

    void run() throws InterruptedException {
        ProjectedRuns projected = new ProjectedRuns(rig.sql());
        List<JobKey> jobs = rig.jobs(JOBS, BenchTarget.DELAY + DELAY_MS);
        int before = projected.succeeded();
        long begun = System.nanoTime();
        new BusTriggers(rig.node()).trigger(jobs, RUNS);
        projected.awaitSucceeded(before + RUNS);
        double took = (System.nanoTime() - begun) / NANOS;
        figures.print(BenchOptions.SLOW, "all_done", took, "s", Map.of("runs", RUNS, "target_takes_ms", DELAY_MS));
    }
}
