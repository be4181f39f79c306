package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What can be asked for with regard to an account's history. */
public sealed interface HistoryCommand extends Command {

    AccountId account();

    /**
     * Removes finished runs with all that is stored of them, but for the fact. It is carried out if exactly these runs are there
     * and over, and exactly that is what their streams tell of starts; otherwise nothing is removed.
     *
     * @param runs at least one, {@link #MOST} at most, each once
     * @param removed as in the event
     * @param prunedAt also says in which month's stream the fact is kept
     */
    record PruneHistory(AccountId account, List<UUID> runs, List<RemovedUsage> removed, Instant prunedAt)
            implements HistoryCommand {

        /** Runs of one command: some milliseconds of work, and an event of some kilobytes. */
        public static final int MOST = 250;

        public PruneHistory {
            runs = List.copyOf(runs);
            removed = List.copyOf(removed);
            if (runs.isEmpty() || runs.size() > MOST || runs.stream().distinct().count() < runs.size()) {
                throw new IllegalArgumentException(
                        "1 to " + MOST + " different runs are pruned at a time, not " + runs);
            }
        }

        @Override
        public String stream() {
            return HistoryEvent.stream(account, prunedAt);
        }

        /** What it deletes in its transaction must not go with commands that are refused. */
        @Override
        public boolean alone() {
            return true;
        }
    }
}
