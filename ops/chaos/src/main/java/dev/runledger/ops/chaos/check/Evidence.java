package dev.runledger.ops.chaos.check;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * All that the checks look at.
 *
 * @param acknowledged what clients were told is done
 * @param unanswered how many runs of a job clients asked for without ever learning whether they came to be
 */
public record Evidence(
        Ledger ledger,
        Map<UUID, RunStory> runs,
        List<Hit> hits,
        List<Acknowledged> acknowledged,
        Map<String, Long> unanswered) {

    public static Evidence of(
            Ledger ledger, List<Hit> hits, List<Acknowledged> acknowledged, Map<String, Long> unanswered) {
        return new Evidence(ledger, ledger.runs(), hits, acknowledged, unanswered);
    }
}
