package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How fast runs that wait are carried out, how fast they are triggered, and what one costs. */
final class DrainBench {

    private static final int JOBS = 20;
    private static final double NANOS = 1e9;
    private static final double PER_RUNS = 1_000;

    private final Rig rig;
    private final Figures figures;
    private final ExecutionGate gate;
    private final ProjectedRuns projected;

    DrainBench(Rig rig, Figures figures) {
        this.rig = rig;
        this.figures = figures;
        this.gate = new ExecutionGate(rig.node());
        this.projected = new ProjectedRuns(rig.sql());
    }

    void run(int runs) throws Exception {
        List<JobKey> jobs = rig.jobs(JOBS, "/");
        BusTriggers bus = new BusTriggers(rig.node());
        HttpTriggers http = new HttpTriggers(rig);
        drain(runs, "command bus", BusTriggers.IN_FLIGHT, () -> bus.trigger(jobs, runs));
        drain(runs, "http", HttpTriggers.CONNECTIONS, () -> http.trigger(jobs, runs));
    }

    private interface Triggering {
        Duration run() throws Exception;
    }

    /** @param atOnce how many triggers wait for their answers at the same time */
    private void drain(int runs, String way, int atOnce, Triggering triggering) throws Exception {
        int before = projected.succeeded();
        long requests = rig.target().requests();
        long bytes = eventBytes();
        Optional<CpuTime> begun = CpuTime.now(rig.data());
        gate.hold();
        Duration triggered = triggering.run();
        projected.awaitWaiting(runs);
        Optional<CpuTime> waiting = CpuTime.now(rig.data());
        long released = System.nanoTime();
        gate.release();
        projected.awaitSucceeded(before + runs);
        long drained = System.nanoTime() - released;
        Optional<CpuTime> over = CpuTime.now(rig.data());
        expectOneRequestPerRun(runs, rig.target().requests() - requests);

        Map<String, Object> how = Map.of("runs", runs, "triggered_by", way);
        print(
                "triggers_per_s",
                runs / (triggered.toNanos() / NANOS),
                "1/s",
                Map.of("runs", runs, "triggered_by", way, "at_once", atOnce));
        print("runs_per_s", runs / (drained / NANOS), "1/s", how);
        if (over.isPresent()) {
            printCpu("triggering", waiting.orElseThrow().since(begun.orElseThrow()), how, runs);
            printCpu("drain", over.get().since(waiting.orElseThrow()), how, runs);
        }
        print("event_store_bytes_per_run", (eventBytes() - bytes) / (double) runs, "B", how);
    }

    private void printCpu(String phase, CpuTime used, Map<String, Object> how, int runs) {
        print(phase + "_jvm_cpu", used.jvm() / runs * PER_RUNS, "s per 1,000 runs", how);
        print(phase + "_postgres_cpu", used.postgres() / runs * PER_RUNS, "s per 1,000 runs", how);
    }

    private void print(String figure, double value, String unit, Map<String, Object> circumstances) {
        figures.print(BenchOptions.DRAIN, figure, value, unit, circumstances);
    }

    /** Speed counts only if every run was carried out, and once. */
    private static void expectOneRequestPerRun(int runs, long requests) {
        if (requests != runs) {
            throw new IllegalStateException("the target got " + requests + " requests for " + runs + " runs");
        }
    }

    /** The table with its indexes and what is stored out of line. */
    private long eventBytes() {
        return Objects.requireNonNull(
                rig.sql().queryForObject("SELECT pg_total_relation_size('ledger.event')", Long.class));
    }
}
