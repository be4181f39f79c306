package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.util.List;

/** Runs before the first measurement, on every way that is measured later, so that the JVM has compiled what it will run. */
final class WarmUp {

    private static final int ROUND = 10_000;
    private static final int JOBS = 20;

    private final Rig rig;
    private final Notes notes;
    private final ExecutionGate gate;

    WarmUp(Rig rig, Notes notes) {
        this.rig = rig;
        this.notes = notes;
        this.gate = new ExecutionGate(rig.node());
    }

    void run(int runs) throws Exception {
        List<JobKey> jobs = rig.jobs(JOBS, "/");
        for (int done = 0; done < runs; done += ROUND) {
            notes.tell("warming up: " + done + " of " + runs + " runs");
            round(jobs, Math.min(ROUND, runs - done), done % (2 * ROUND) == 0);
        }
    }

    /** @param held whether the runs wait until all are triggered, as in a drain */
    private void round(List<JobKey> jobs, int runs, boolean held) throws Exception {
        ProjectedRuns projected = new ProjectedRuns(rig.sql());
        int before = projected.succeeded();
        if (held) {
            gate.hold();
        }
        new HttpTriggers(rig).trigger(jobs, runs / 2);
        new BusTriggers(rig.node()).trigger(jobs, runs - runs / 2);
        if (held) {
            gate.release();
        }
        projected.awaitSucceeded(before + runs);
    }
}
