package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.run.RunEvent.RunCanceled;
import java.util.Map;
import java.util.TreeMap;

/**
 * What will be charged, folded from events: a run counts from the moment its start is granted, by environment. There is no usage
 * endpoint yet to compare it with; until then it is held against the target's log and what cancellations say.
 */
public final class MeteredRuns {

    private MeteredRuns() {}

    /** How many runs count, by environment. */
    public static Map<String, Long> of(Evidence evidence) {
        Map<String, Long> metered = new TreeMap<>();
        evidence.runs().values().stream()
                .filter(story -> story.started().isPresent())
                .flatMap(story -> story.triggered().stream())
                .forEach(begun -> metered.merge(begun.environment(), 1L, Long::sum));
        return metered;
    }

    static void judge(Evidence evidence, Findings findings) {
        evidence.runs()
                .forEach((run, story) -> story.ended().ifPresent(end -> {
                    if (end instanceof RunCanceled canceled) {
                        findings.wrongUnless(
                                canceled.metered() == story.started().isPresent(),
                                run,
                                "canceled as metered: " + canceled.metered() + ", started: "
                                        + story.started().isPresent());
                    }
                }));
        long metered = of(evidence).values().stream().mapToLong(Long::longValue).sum();
        long called = evidence.hits().stream().map(Hit::run).distinct().count();
        findings.wrongUnless(called <= metered, "sum", called + " runs called the target, only " + metered + " count");
    }
}
