package dev.runledger.command.secret;

import dev.runledger.kernel.AccountId;

/** The master keys at hand are not those of this database; the message is a sentence for the operator. */
public final class WrongMasterKey extends RuntimeException {

    private final String sentence;

    private WrongMasterKey(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }

    static WrongMasterKey unknown(AccountId account, String id, MasterKeys keys) {
        return new WrongMasterKey(
                "The definitions of jobs of account " + account.name()
                        + " are sealed under the master key " + id + ", which is not among those given: "
                        + String.join(", ", keys.ids())
                        + ". Set RUNLEDGER_MASTER_KEYS or RUNLEDGER_MASTER_KEYS_FILE to the key of the nodes that made this database.");
    }

    static WrongMasterKey damaged(AccountId account) {
        return new WrongMasterKey(
                "The data key of account " + account.name()
                        + " (ledger.data_key) does not open under its master key: its row was changed or damaged. Restore it from a backup.");
    }
}
