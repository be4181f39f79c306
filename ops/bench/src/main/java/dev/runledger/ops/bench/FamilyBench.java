package dev.runledger.ops.bench;

import dev.runledger.ops.bench.ClosedLoop.Latencies;
import dev.runledger.ops.bench.RunListReader.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** How long each family of requests takes on one history, at its first page and far behind it. */
final class FamilyBench {

    static final String FIRST = "first";
    static final String DEEP = "deep";

    /** Each family's warm-up is this part of its measurement. */
    private static final int WARM_UP_PART = 3;

    /** So many times a family's time is asked for first pages of all of them, until the JVM has compiled what it will run. */
    private static final int OVERTURE = 4;

    /** Of the places far behind a beginning, each variant of a family has its own; one list alone has several. */
    private static final int PLACES = 4;

    private final Rig rig;
    private final int runs;
    private final Duration each;
    private final Figures figures;
    private final Notes notes;
    private final HistoryReport report;

    FamilyBench(Rig rig, int runs, Duration each, Output output) {
        this.rig = rig;
        this.runs = runs;
        this.each = each;
        this.figures = output.figures();
        this.notes = output.notes();
        this.report = output.report();
    }

    /** Where results go. */
    record Output(Figures figures, Notes notes, HistoryReport report) {}

    void run(List<Family> families) throws Exception {
        List<Family> existing = new ArrayList<>();
        for (Family family : families) {
            if (exists(family)) {
                existing.add(family);
            }
        }
        try (ClosedLoop loop = new ClosedLoop(rig)) {
            notes.tell("warming up");
            List<String> all = existing.stream()
                    .filter(family -> family.kind() != Family.Kind.RARE)
                    .flatMap(family -> family.paths().stream())
                    .toList();
            if (!all.isEmpty()) {
                loop.run(all, each.multipliedBy(OVERTURE));
            }
            for (Family family : existing) {
                measureUnlessTooSlow(loop, family);
            }
        }
    }

    /** A build without statistics has none to measure. */
    private boolean exists(Family family) throws IOException {
        try (HttpConnection connection = new HttpTriggers(rig).connect()) {
            connection.ask("GET", family.paths().getFirst());
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("answered with 404")) {
                notes.tell("there is no " + family.name() + " in this build");
                return false;
            }
            if (family.kind() == Family.Kind.RARE) {
                return true;
            }
            throw e;
        }
    }

    /** What is too slow for the service's own limits may be rare, and nothing else. */
    private void measureUnlessTooSlow(ClosedLoop loop, Family family) throws Exception {
        try {
            measure(loop, family);
        } catch (ExecutionException e) {
            if (family.kind() != Family.Kind.RARE) {
                throw e;
            }
            notes.tell(family.name() + " was not answered: " + e.getCause());
        }
    }

    private void measure(ClosedLoop loop, Family family) throws Exception {
        measure(loop, family, FIRST, family.paths(), 0);
        if (family.hasPages()) {
            List<String> paths = new ArrayList<>();
            int index = 0;
            try (HttpConnection connection = new HttpTriggers(rig).connect()) {
                RunListReader reader = new RunListReader(connection);
                for (String path : family.paths()) {
                    for (Place place : reader.deep(path, family.paths().size() > 1 ? 1 : PLACES)) {
                        paths.add(path + (path.contains("?") ? "&" : "?") + "page[after]=" + place.after());
                        index = Math.max(index, place.index());
                    }
                }
            }
            if (!paths.isEmpty()) {
                measure(loop, family, DEEP, paths, index);
            }
        }
    }

    private void measure(ClosedLoop loop, Family family, String position, List<String> paths, int index)
            throws Exception {
        notes.tell("%,d runs: %s, %s page".formatted(runs, family.name(), position));
        loop.run(paths, each.dividedBy(WARM_UP_PART));
        Latencies latencies = loop.run(paths, each);
        report.add(runs, family, position, latencies);
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("family", family.name());
        how.put("kind", family.kind());
        how.put("position", position);
        how.put("runs_before", index);
        how.put("history", runs);
        how.put("clients", ClosedLoop.CLIENTS);
        how.put("samples", latencies.millis().size());
        print("list_p50", latencies.percentile(0.50), how);
        print("list_p99", latencies.percentile(0.99), how);
        latencies.cpu().ifPresent(cpu -> {
            print("list_jvm_cpu", cpu.jvm(), how);
            print("list_postgres_cpu", cpu.postgres(), how);
        });
    }

    private void print(String figure, double millis, Map<String, Object> circumstances) {
        figures.print(BenchOptions.HISTORY, figure, millis, "ms", circumstances);
    }
}
