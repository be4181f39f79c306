package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.RemovedUsage;
import java.util.List;

/** The events of lives of accounts that have ended. Those of wipes are no part of it. */
@FunctionalInterface
public interface History {

    /**
     * Some that were removed.
     *
     * @param events how many; 0 once there are none
     * @param starts by month, what they told of starts, one after the other
     */
    record Slice(int events, List<RemovedUsage> starts) {
        public Slice {
            starts = List.copyOf(starts);
        }
    }

    /** Removes some events for good, in the caller's transaction. */
    Slice remove(AccountId ended, int most);
}
