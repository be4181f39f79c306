package dev.runledger.query.environment;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.EnvironmentView;
import java.util.List;

/** Reads an account's environments as they stand, with all writes that were answered before. */
public interface EnvironmentReader {

    List<EnvironmentView> of(AccountId account);

    /** How many live jobs have an entry for the environment of that key. */
    long jobsIn(AccountId account, String environment);
}
