package dev.runledger.ops.chaos.check;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Every run is over, but for those whose time has not come; {@code ledger.open_run} holds exactly these. */
final class OpenRunsCheck {

    /** What has just come due may still be on its way. */
    static final Duration UNDER_WAY = Duration.ofSeconds(5);

    private OpenRunsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        Instant past = evidence.ledger().now().minus(UNDER_WAY);
        Set<String> open = new HashSet<>(evidence.ledger().openRuns());
        evidence.runs().values().forEach(story -> {
            if (story.ended().isEmpty()) {
                String stream = story.stored().getFirst().stream();
                findings.wrongUnless(open.remove(stream), stream, "it is not over and not among the open runs");
                story.started().ifPresent(start -> findings.loss(stream, "it is still RUNNING on " + start.worker()));
                story.triggered()
                        .filter(begun ->
                                story.started().isEmpty() && begun.dueAt().isBefore(past))
                        .ifPresent(begun -> findings.loss(stream, "it is PENDING since " + begun.dueAt()));
            }
        });
        open.forEach(stream -> findings.wrong(stream, "it is among the open runs and over, or was never begun"));
    }
}
