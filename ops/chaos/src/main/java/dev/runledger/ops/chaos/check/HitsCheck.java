package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The target saw each run at most once and only after its start was granted, and each that succeeded it saw. */
final class HitsCheck {

    private HitsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        Map<String, List<Hit>> hits = new HashMap<>();
        evidence.hits()
                .forEach(hit -> hits.computeIfAbsent(hit.run(), any -> new ArrayList<>())
                        .add(hit));
        hits.forEach((run, of) -> {
            if (of.size() > 1) {
                findings.twice(run, "the target was called " + of.size() + " times: " + of);
            }
            RunStory story = evidence.runs().get(UUID.fromString(run));
            findings.wrongUnless(
                    story != null && story.started().isPresent(),
                    run,
                    "the target was called although no start was granted");
        });
        evidence.runs().forEach((run, story) -> {
            boolean succeeded =
                    story.ended().filter(RunSucceeded.class::isInstance).isPresent();
            if (succeeded && !hits.containsKey(run.toString())) {
                findings.loss(run, "it succeeded, and the target was never called");
            }
        });
    }
}
