package dev.runledger.query.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.AccountStanding;
import java.util.Optional;

/** Reads what an account is, with all writes that were answered before. */
@FunctionalInterface
public interface AccountReader {

    /** Empty if it was wiped meanwhile. */
    Optional<AccountStanding> find(AccountId account);
}
