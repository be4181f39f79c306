package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What became of an account's history. Such events have a stream per account and month, in which each stands for itself. */
public sealed interface HistoryEvent {

    /** How a stream of what became of history is told from others. */
    String KIND = "/history/";

    AccountId account();

    /** Whether a stream id is that of a month's pruning. */
    static boolean names(String stream) {
        return stream.startsWith(KIND, Math.max(0, stream.indexOf('/')));
    }

    /** Where what happens at that moment is kept: {@code acme.1/history/2026-03}, so that no stream grows for ever. */
    static String stream(AccountId account, Instant at) {
        return account + KIND + YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }

    /**
     * Finished runs were older than the account's plan keeps them, and are gone: their streams went with the transaction that
     * stored this. Whoever counts starts adds what was removed.
     *
     * @param runs ids of the runs that are gone
     * @param removed what their streams had told of starts, by the month in UTC of the start or refusal; in the order of months
     */
    @EventType(name = "RunHistoryPruned")
    record RunHistoryPruned(AccountId account, List<UUID> runs, List<RemovedUsage> removed, Instant prunedAt)
            implements HistoryEvent {

        public RunHistoryPruned {
            runs = List.copyOf(runs);
            removed = List.copyOf(removed);
        }
    }
}
