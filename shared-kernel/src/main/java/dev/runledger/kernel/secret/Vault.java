package dev.runledger.kernel.secret;

import dev.runledger.kernel.AccountId;

/**
 * Keeps what a job's definition holds, header values above all, unreadable wherever it is stored. Each life of an account has
 * a key of its own: once that is destroyed, nothing sealed with it can be read any more, wherever copies lie. Safe for all
 * threads; the first use of an account's key may ask the database, in the caller's transaction if there is one.
 */
public interface Vault {

    /** Leaves everything in clear: for documents without secrets. */
    Vault NONE = new Vault() {
        @Override
        public byte[] seal(AccountId account, byte[] clear) {
            return clear;
        }

        @Override
        public byte[] open(AccountId account, byte[] stored) {
            return stored;
        }
    };

    /** @throws MissingKey if the account has no key */
    byte[] seal(AccountId account, byte[] clear);

    /**
     * The document again; one that was stored before there were keys is returned as it is.
     *
     * @throws MissingKey if the account has no key, or no longer
     * @throws BrokenSeal if it was not sealed for this account, or was changed since
     */
    byte[] open(AccountId account, byte[] stored);
}
