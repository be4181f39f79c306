package dev.runledger.query.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;

/** Reads what an account's users have set for all of it, with all writes that were answered before. */
@FunctionalInterface
public interface SettingsReader {

    /** As it was sent; empty if nothing was. Not to be changed. */
    ObjectNode of(AccountId account);
}
