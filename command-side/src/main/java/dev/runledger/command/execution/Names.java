package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;

/** Tells the guard which addresses a host has now. */
@FunctionalInterface
interface Names {

    /**
     * Asks anew, and waits no longer than the cutoff allows.
     *
     * @param account on whose behalf
     */
    GuardedDnsResolver.Resolution resolve(AccountId account, String host, Cutoff cutoff);
}
