package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.util.List;

/**
 * How soon a run arrives at its target if the node that takes the trigger and the one that carries the run out are two, which
 * meet in the database only.
 */
final class NodesBench {

    private static final int WARM_UP = 3_000;
    private static final int JOBS = 20;

    private final Figures figures;
    private final Notes notes;

    NodesBench(Figures figures, Notes notes) {
        this.figures = figures;
        this.notes = notes;
    }

    void run(Teardown teardown, BenchOptions options) throws Exception {
        Rig rig = Rig.acrossNodes(teardown, notes);
        warmUp(rig, Math.min(WARM_UP, options.warmup()));
        Thread.sleep(options.settle());
        new LatencyBench(rig, figures, BenchOptions.NODES).run(options.latency());
    }

    private static void warmUp(Rig rig, int runs) throws Exception {
        ProjectedRuns projected = new ProjectedRuns(rig.sql());
        int before = projected.succeeded();
        List<JobKey> jobs = rig.jobs(JOBS, "/");
        new HttpTriggers(rig).trigger(jobs, runs);
        projected.awaitSucceeded(before + runs);
    }
}
