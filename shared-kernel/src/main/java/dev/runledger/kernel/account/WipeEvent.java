package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import java.time.Instant;
import java.util.List;

/** What remains of a life of an account that was wiped. It is never removed, not by later wipes either. */
public sealed interface WipeEvent {

    /** How the stream of a wipe is told from others. */
    String KIND = "/wipe";

    AccountId account();

    /** The stream that holds the receipt of an ended life and nothing else: {@code acme.1/wipe}. */
    static String stream(AccountId ended) {
        return ended + KIND;
    }

    /** Whether a stream id is that of a wipe. */
    static boolean names(String stream) {
        return stream.endsWith(KIND) && stream.indexOf('/') == stream.length() - KIND.length();
    }

    /**
     * All that the account had in this life is gone; its next life began when the wipe was asked for.
     *
     * @param account in the life that ended
     * @param removed by month, the starts whose history went with it
     */
    @EventType(name = "AccountWiped")
    record AccountWiped(AccountId account, List<RemovedUsage> removed, Instant wipedAt) implements WipeEvent {
        public AccountWiped {
            removed = List.copyOf(removed);
        }
    }
}
