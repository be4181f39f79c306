package dev.runledger.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs as a table for people: one line each, columns as wide as they need to be. */
final class RunTable {

    private static final List<String> HEAD = List.of("RUN", "JOB", "WHY", "STATUS", "WAITED", "RAN", "DETAIL");

    private RunTable() {}

    static String of(List<JsonNode> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        runs.forEach(run -> rows.add(row(run)));
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<String> row(JsonNode run) {
        JsonNode shown = run.get("attributes");
        String reason = text(shown.get("failure_reason"));
        return List.of(
                run.get("id").asText(),
                text(shown.get("job")),
                why(shown),
                text(shown.get("status")) + (reason.isEmpty() ? "" : " " + reason),
                millis(shown.get("pending_duration_ms")),
                millis(shown.get("run_duration_ms")),
                detail(shown));
    }

    /** The trigger, and of a retry which one it is. */
    private static String why(JsonNode shown) {
        JsonNode attempt = shown.at("/retry/attempt");
        return text(shown.get("trigger")) + (attempt.isNumber() ? " " + attempt.asInt() : "");
    }

    private static String detail(JsonNode shown) {
        String error = text(shown.get("error"));
        JsonNode status = shown.at("/result/status");
        return error.isEmpty() && status.isNumber() ? "answered " + status.asInt() : error;
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }

    private static String millis(JsonNode value) {
        return value.isNull() ? "-" : value.asLong() + " ms";
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
