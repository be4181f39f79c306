package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;

/** Whoever knows the runs that wait. */
public interface WaitingInEnvironments {

    /**
     * Cancels all that waits in an environment, if it is gone or not managed (API.md §4.3). What cannot be canceled now never
     * begins there either.
     */
    void settle(AccountId account, String environment);
}
