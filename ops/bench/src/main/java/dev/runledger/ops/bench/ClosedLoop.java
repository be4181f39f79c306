package dev.runledger.ops.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/** Clients that each ask again as soon as they are answered, over connections that stay. */
final class ClosedLoop implements AutoCloseable {

    static final int CLIENTS = 8;

    private static final double MILLIS = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Path data;
    private final List<HttpConnection> connections = new ArrayList<>();

    ClosedLoop(Rig rig) {
        this.data = rig.data();
        HttpTriggers http = new HttpTriggers(rig);
        for (int i = 0; i < CLIENTS; i++) {
            connections.add(http.connect());
        }
    }

    /**
     * What it was like to ask.
     *
     * @param millis how long each answer took, shortest first
     * @param cpu milliseconds per request
     */
    record Latencies(List<Double> millis, Optional<CpuTime> cpu) {

        double percentile(double part) {
            return LatencyBench.percentile(
                    millis.stream().mapToDouble(Double::doubleValue).toArray(), part);
        }
    }

    /** Each client begins with another of the paths and takes them in turn. */
    Latencies run(List<String> paths, Duration length) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + length.toNanos();
        Optional<CpuTime> before = CpuTime.now(data);
        double[] millis = ask(paths, end);
        Optional<CpuTime> used = CpuTime.now(data).map(now -> now.since(before.orElseThrow()));
        double perRequest = MILLIS_PER_SECOND / millis.length;
        return new Latencies(
                Arrays.stream(millis).boxed().toList(),
                used.map(cpu -> new CpuTime(cpu.jvm() * perRequest, cpu.postgres() * perRequest)));
    }

    private double[] ask(List<String> paths, long end) throws InterruptedException, ExecutionException {
        List<Future<List<Double>>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                clients.add(threads.submit(() -> ask(connections.get(first), paths, first, end)));
            }
        }
        DoubleStream.Builder all = DoubleStream.builder();
        for (Future<List<Double>> client : clients) {
            client.get().forEach(all::add);
        }
        return all.build().sorted().toArray();
    }

    private static List<Double> ask(HttpConnection connection, List<String> paths, int first, long end)
            throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = first; millis.isEmpty() || System.nanoTime() < end; i++) {
            long begun = System.nanoTime();
            connection.ask("GET", paths.get(i % paths.size()));
            millis.add((System.nanoTime() - begun) / MILLIS);
        }
        return millis;
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : connections) {
            connection.close();
        }
    }
}
