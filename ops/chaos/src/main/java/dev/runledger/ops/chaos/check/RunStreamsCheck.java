package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import java.util.List;

/** A run begins once, starts at most once, and nothing follows its end: its stream folds without a contradiction. */
final class RunStreamsCheck {

    private RunStreamsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        evidence.runs().forEach((run, story) -> {
            List<RunEvent> events = story.events().toList();
            findings.wrongUnless(
                    events.size() == story.stored().size(), run, "its stream holds what is no event of a run");
            long starts = events.stream()
                    .filter(RunEvent.RunStarted.class::isInstance)
                    .count();
            if (starts > 1) {
                findings.twice(run, "it was started " + starts + " times");
            }
            fold(run, events, findings);
        });
    }

    private static void fold(Object run, List<RunEvent> events, Findings findings) {
        if (events.isEmpty() || !(events.getFirst() instanceof RunTriggered triggered)) {
            findings.wrong(run, "it does not begin with RunTriggered");
            return;
        }
        RunView view = RunView.first(triggered);
        for (RunEvent event : events.subList(1, events.size())) {
            if (view.status().terminal()) {
                findings.wrong(
                        run,
                        "after " + view.status() + " came " + event.getClass().getSimpleName());
                return;
            }
            view = view.then(event);
        }
    }
}
