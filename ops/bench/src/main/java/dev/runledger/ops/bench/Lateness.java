package dev.runledger.ops.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How long after their instants runs began and called out; an early one is a fault of the service. */
final class Lateness {

    private final Figures figures;

    Lateness(Figures figures) {
        this.figures = figures;
    }

    /** @param how the circumstances that all these fires share */
    void print(String figure, List<FiredRuns.Fire> fires, Map<String, ?> how) {
        print(figure, "started_at", fires, FiredRuns.Fire::startedLate, how);
        print(figure, "arrival", fires, FiredRuns.Fire::arrivedLate, how);
    }

    private void print(
            String figure,
            String until,
            List<FiredRuns.Fire> fires,
            ToDoubleFunction<FiredRuns.Fire> late,
            Map<String, ?> how) {
        double[] millis = fires.stream().mapToDouble(late).sorted().toArray();
        Map<String, Object> circumstances = new LinkedHashMap<>(how);
        circumstances.put("until", until);
        circumstances.put("samples", millis.length);
        print(figure + "_p50", LatencyBench.percentile(millis, 0.50), "ms", circumstances);
        print(figure + "_p95", LatencyBench.percentile(millis, 0.95), "ms", circumstances);
        print(figure + "_p99", LatencyBench.percentile(millis, 0.99), "ms", circumstances);
        print(figure + "_max", LatencyBench.percentile(millis, 1), "ms", circumstances);
        long early = Arrays.stream(millis).filter(one -> one < 0).count();
        print(figure + "_early", (double) early, "runs", circumstances);
    }

    private void print(String figure, double value, String unit, Map<String, ?> circumstances) {
        figures.print(BenchOptions.FIRES, figure, value, unit, circumstances);
    }
}
