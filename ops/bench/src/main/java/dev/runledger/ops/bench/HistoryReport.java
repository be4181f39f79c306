package dev.runledger.ops.bench;

import dev.runledger.ops.bench.ClosedLoop.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The figures of all histories side by side, as a table for a document. */
final class HistoryReport {

    private final Map<Row, Map<Integer, Latencies>> rows = new LinkedHashMap<>();

    private record Row(Family.Kind kind, String family, String position) {}

    void add(int runs, Family family, String position, Latencies latencies) {
        rows.computeIfAbsent(new Row(family.kind(), family.name(), position), row -> new LinkedHashMap<>())
                .put(runs, latencies);
    }

    /** In Markdown, one line per family and position. */
    String table() {
        Set<Integer> sizes = new TreeSet<>();
        rows.values().forEach(row -> sizes.addAll(row.keySet()));
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| family | page |");
        StringBuilder rule = new StringBuilder("|---|---|");
        for (int size : sizes) {
            head.append(" %,d: p50 | p99 | CPU of JVM | of PostgreSQL |".formatted(size));
            rule.append("--:|--:|--:|--:|");
        }
        lines.add(head.toString());
        lines.add(rule.toString());
        rows.forEach((row, figures) -> lines.add(line(row, figures, sizes)));
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(Row row, Map<Integer, Latencies> figures, Set<Integer> sizes) {
        String mark = row.kind() == Family.Kind.RARE ? " (rare)" : "";
        StringBuilder line = new StringBuilder("| " + row.family() + mark + " | " + row.position() + " |");
        for (int size : sizes) {
            Latencies latencies = figures.get(size);
            line.append(latencies == null ? " | | | |" : cells(latencies));
        }
        return line.toString();
    }

    private static String cells(Latencies latencies) {
        return String.format(
                Locale.ROOT,
                " %.1f | %.1f | %s |",
                latencies.percentile(0.50),
                latencies.percentile(0.99),
                latencies
                        .cpu()
                        .map(cpu -> String.format(Locale.ROOT, "%.1f | %.1f", cpu.jvm(), cpu.postgres()))
                        .orElse(" | "));
    }
}
