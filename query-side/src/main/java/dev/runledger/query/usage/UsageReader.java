package dev.runledger.query.usage;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.UsageView;

/** Reads the present month's usage of an account, with all that was counted before. */
@FunctionalInterface
public interface UsageReader {

    UsageView of(AccountId account);
}
