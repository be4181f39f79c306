package dev.runledger.ops.chaos;

import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.chaos.check.Evidence;
import dev.runledger.ops.chaos.check.MeteredRuns;
import dev.runledger.ops.chaos.check.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of a storm. */
record Summary(ChaosOptions options, Storm storm, Watch watch, ApiClient client, Nodes nodes) {

    Map<String, Object> of(Evidence evidence, Books books, List<Violation> violations) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seed", options.seed());
        figures.put("seconds", options.storm().toSeconds());
        figures.put("nodes", options.nodes());
        figures.put("faults", storm.injected());
        figures.put("left_out", storm.leftOut());
        figures.put(
                "commits_cut",
                nodes.all().stream()
                        .mapToLong(node -> node.proxy().cutCommits())
                        .sum());
        figures.put("acknowledged", books.acknowledged().size());
        figures.put("refused", books.refused());
        figures.put("unanswered", books.silences().size());
        figures.put("retries", client.retries());
        figures.put("events", evidence.ledger().events().size());
        figures.put("runs", evidence.runs().size());
        figures.put("runs_by", triggers(evidence));
        figures.put("ends", ends(evidence));
        figures.put("worker_lost", ends(evidence).getOrDefault("FAILED WORKER_LOST", 0L));
        figures.put("skipped_fires", skipped(evidence));
        figures.put("hits", evidence.hits().size());
        figures.put("metered", MeteredRuns.of(evidence));
        figures.put("detected_ms", watch.detections());
        figures.put("losses", count(violations, Violation.Kind.LOSS));
        figures.put("doubles", count(violations, Violation.Kind.DOUBLE));
        figures.put("wrong", count(violations, Violation.Kind.WRONG));
        return figures;
    }

    private static Map<String, Long> triggers(Evidence evidence) {
        Map<String, Long> triggers = new TreeMap<>();
        evidence.runs().values().stream()
                .flatMap(story -> story.triggered().stream())
                .map(begun -> begun.trigger() instanceof Trigger.Scheduled(var at, var next) && next == null
                        ? "ONE_OFF"
                        : begun.trigger().text())
                .forEach(word -> triggers.merge(word, 1L, Long::sum));
        return triggers;
    }

    private static Map<String, Long> ends(Evidence evidence) {
        Map<String, Long> ends = new TreeMap<>();
        evidence.runs().values().forEach(story -> {
            String end = story.ended()
                    .map(event -> switch (event) {
                        case RunSucceeded succeeded -> "SUCCEEDED";
                        case RunFailed failed -> "FAILED " + failed.reason();
                        case RunCanceled canceled -> "CANCELED";
                    })
                    .orElse("OPEN");
            ends.merge(end, 1L, Long::sum);
        });
        return ends;
    }

    /** How many instants passed that nobody was there to fire. */
    private static long skipped(Evidence evidence) {
        return evidence.ledger().events().stream()
                .map(stored -> stored.event())
                .filter(FiresSkipped.class::isInstance)
                .mapToLong(event -> ((FiresSkipped) event).count())
                .sum();
    }

    private static long count(List<Violation> violations, Violation.Kind kind) {
        return violations.stream().filter(violation -> violation.kind() == kind).count();
    }
}
