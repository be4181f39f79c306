package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import java.util.Map;

/** Answers which environments an account has. */
public interface EnvironmentLookup {

    /** All of them by key, managed or not. */
    Map<String, Environment> of(AccountId account);
}
