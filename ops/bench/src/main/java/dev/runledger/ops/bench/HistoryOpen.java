package dev.runledger.ops.bench;

import dev.runledger.kernel.run.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs that are not over at the end of a history: some under way, some that wait for their turn.
 *
 * @param runs the eldest first
 */
record HistoryOpen(List<RunView> runs) {

    private static final int COUNT = 300;
    private static final int RUNNING = 100;
    private static final int APART_MS = 150;

    static HistoryOpen of(HistoryRuns history, Instant until) {
        List<RunView> runs = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Instant created = until.minusMillis((long) (COUNT - i) * APART_MS);
            RunView run = history.begun(created);
            runs.add(i < RUNNING ? HistoryRuns.running(run, created.plusMillis(APART_MS)) : HistoryRuns.pending(run));
        }
        return new HistoryOpen(List.copyOf(runs));
    }
}
