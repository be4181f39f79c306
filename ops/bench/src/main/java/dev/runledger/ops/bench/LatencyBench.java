package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How soon a run that is triggered over HTTP arrives at its target, on a service that has little else to do. An open loop: a
 * slow answer does not put off the next trigger.
 */
final class LatencyBench {

    private static final int PER_SECOND = 20;
    private static final double MILLIS = 1e6;

    private final Rig rig;
    private final Figures figures;
    private final String name;
    private final HttpTriggers http;
    private final Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();

    /** @param name of the bench that the figures belong to */
    LatencyBench(Rig rig, Figures figures, String name) {
        this.name = name;
        this.rig = rig;
        this.figures = figures;
        this.http = new HttpTriggers(rig);
    }

    /** @param sent on the clock of {@link System#nanoTime}, which all processes of a Linux machine share */
    private record Sent(long sent, String answer) {}

    void run(Duration length) throws Exception {
        ProjectedRuns projected = new ProjectedRuns(rig.sql());
        int before = projected.succeeded();
        List<Sent> triggers =
                openLoop(rig.jobs(1, BenchTarget.STAMP).getFirst(), (int) (length.toSeconds() * PER_SECOND));
        projected.awaitSucceeded(before + triggers.size());
        double[] waits = waits(triggers, rig.target().stamps());
        print("p50", percentile(waits, 0.50), waits.length);
        print("p95", percentile(waits, 0.95), waits.length);
        print("p99", percentile(waits, 0.99), waits.length);
        print("max", percentile(waits, 1), waits.length);
    }

    private List<Sent> openLoop(JobKey job, int runs) throws Exception {
        List<Future<Sent>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = System.nanoTime();
            Callable<Sent> trigger = () -> trigger(job);
            for (int i = 0; i < runs; i++) {
                long due = begun + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                answers.add(clients.submit(trigger));
            }
        }
        List<Sent> triggers = new ArrayList<>();
        for (Future<Sent> answer : answers) {
            triggers.add(answer.get());
        }
        while (!idle.isEmpty()) {
            idle.pop().close();
        }
        return triggers;
    }

    private Sent trigger(JobKey job) throws IOException {
        HttpConnection free = idle.poll();
        HttpConnection connection = free == null ? http.connect() : free;
        long sent = System.nanoTime();
        String answer = HttpTriggers.trigger(connection, job);
        idle.push(connection);
        return new Sent(sent, answer);
    }

    /** In milliseconds, shortest first. */
    private static double[] waits(List<Sent> triggers, Map<String, Long> arrivals) throws IOException {
        double[] waits = new double[triggers.size()];
        for (int i = 0; i < waits.length; i++) {
            String run = HttpTriggers.id(triggers.get(i).answer());
            Long arrived = arrivals.get(run);
            if (arrived == null) {
                throw new IllegalStateException("run " + run + " did not arrive at the target");
            }
            waits[i] = (arrived - triggers.get(i).sent()) / MILLIS;
        }
        java.util.Arrays.sort(waits);
        return waits;
    }

    /** The least value that this part of all values does not exceed. */
    static double percentile(double[] sorted, double part) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
    }

    private void print(String figure, double millis, int samples) {
        figures.print(name, figure, millis, "ms", Map.of("samples", samples, "triggers_per_s", PER_SECOND));
    }
}
