package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.secret.SealKey;
import dev.runledger.kernel.secret.Vault;

/** Seals with one key for everybody, which nobody keeps. */
final class TestVault implements Vault {

    static final Vault SEALING = new TestVault();

    private final SealKey key = new SealKey(SealKey.generate());

    @Override
    public byte[] seal(AccountId account, byte[] clear) {
        return key.seal(clear, account.toString());
    }

    @Override
    public byte[] open(AccountId account, byte[] stored) {
        return key.open(stored, account.toString());
    }
}
