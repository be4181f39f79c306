package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import java.util.List;

/** What can be asked of the receipt of a wipe. */
public sealed interface WipeCommand extends Command {

    /**
     * Nothing of an ended life is left. Asked again, it changes nothing.
     *
     * @param account in the life that ended
     * @param removed by month, the starts whose history was removed
     */
    record ConfirmWiped(AccountId account, List<RemovedUsage> removed) implements WipeCommand {
        public ConfirmWiped {
            removed = List.copyOf(removed);
        }

        @Override
        public String stream() {
            return WipeEvent.stream(account);
        }

        /** Its transaction ends what others may be just about to end. */
        @Override
        public boolean alone() {
            return true;
        }
    }
}
