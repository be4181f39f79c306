package dev.runledger.kernel.account;

import dev.runledger.kernel.AccountId;

/** A place where things of an account's ended life may still be stored. */
@FunctionalInterface
public interface Remains {

    /**
     * Removes some of them for good, in the caller's transaction.
     *
     * @param most of each kind, so that it takes moments
     * @return how many were removed; 0 once there are none
     */
    int remove(AccountId ended, int most);
}
