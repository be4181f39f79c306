package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;

/** Answers which retry policies live. */
public interface RetryPolicyLookup {

    boolean exists(AccountId account, String slug);
}
