package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.Trigger;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempt n + 1 of a chain exists exactly if attempt n failed and said so, and it came after that. */
final class ChainsCheck {

    private ChainsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        Map<UUID, StoredEvent> announced = new HashMap<>();
        evidence.ledger().events().forEach(stored -> {
            if (stored.event() instanceof RunFailed failed
                    && failed.retry() instanceof RetryAfter retry
                    && announced.put(retry.run(), stored) != null) {
                findings.twice(retry.run(), "two failed runs announced it as their retry");
            }
        });
        evidence.runs()
                .forEach((run, story) -> story.triggered().ifPresent(begun -> {
                    if (begun.trigger() instanceof Trigger.Retry retry) {
                        judge(run, retry, story, announced.remove(run), findings);
                    }
                }));
        announced.forEach((run, failed) -> findings.loss(run, "announced by " + failed.stream() + ", it never began"));
    }

    private static void judge(
            UUID run, Trigger.Retry retry, RunStory story, @Nullable StoredEvent failed, Findings findings) {
        findings.wrongUnless(
                run.equals(RunIds.retry(retry.of(), retry.attempt())), run, "its id is not that of " + retry);
        if (failed == null) {
            findings.wrong(run, "it is a retry that no failed run announced");
            return;
        }
        RetryAfter said = (RetryAfter) Objects.requireNonNull(((RunFailed) failed.event()).retry());
        findings.wrongUnless(said.attempt() == retry.attempt(), run, "announced as attempt " + said.attempt());
        StoredEvent began = story.stored().getFirst();
        findings.wrongUnless(
                began.event() instanceof RunTriggered && began.position() > failed.position(),
                run,
                "it began before " + failed.stream() + " failed");
    }
}
