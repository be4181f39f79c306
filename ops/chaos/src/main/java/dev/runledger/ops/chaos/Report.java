package dev.runledger.ops.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.chaos.check.Violation;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a storm tells: one JSON object per line for programs, and sentences for people. */
final class Report {

    /** More of the same helps nobody to find the reason; the lines for programs have them all. */
    private static final int SHOWN = 40;

    private final PrintStream lines;
    private final PrintStream words;

    Report(PrintStream lines, PrintStream words) {
        this.lines = lines;
        this.words = words;
    }

    void say(String sentence) {
        words.println("chaos: " + sentence);
    }

    void plan(FaultPlan plan) {
        words.print(plan.table());
        plan.faults()
                .forEach(planned -> line(
                        "planned",
                        Map.of(
                                "at_ms", planned.at().toMillis(),
                                "fault", planned.fault().kind(),
                                "what", planned.fault().words())));
    }

    void verdict(Map<String, Object> summary, List<Violation> violations) {
        violations.forEach(violation -> line(
                "violation",
                Map.of(
                        "means", violation.kind(),
                        "check", violation.check(),
                        "subject", violation.subject(),
                        "detail", violation.detail())));
        line("summary", summary);
        summary.forEach((name, value) -> words.printf("  %-14s %s%n", name, value));
        violations.stream()
                .limit(SHOWN)
                .forEach(violation -> words.printf(
                        "  %s [%s] %s: %s%n",
                        violation.kind(), violation.check(), violation.subject(), violation.detail()));
        if (violations.size() > SHOWN) {
            words.printf("  ... and %d more%n", violations.size() - SHOWN);
        }
        say(violations.isEmpty() ? "nothing was lost, doubled or wrong" : violations.size() + " violations");
    }

    private void line(String kind, Map<String, ?> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", kind);
        all.putAll(fields);
        try {
            lines.println(Json.STORED.writeValueAsString(all));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
