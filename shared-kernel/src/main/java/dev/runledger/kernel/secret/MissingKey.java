package dev.runledger.kernel.secret;

import dev.runledger.kernel.AccountId;

/** An account has no key: it was never made, or is destroyed together with what it sealed. */
public final class MissingKey extends RuntimeException {

    public MissingKey(AccountId account) {
        super("account " + account + " has no data key; what was sealed with it cannot be read");
    }
}
