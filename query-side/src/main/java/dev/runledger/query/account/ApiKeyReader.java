package dev.runledger.query.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.ApiKeyView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an account's API keys as they stand, with all writes that were answered before. */
@FunctionalInterface
public interface ApiKeyReader {

    /**
     * A key and when somebody came with it.
     *
     * @param lastUsedAt null if nobody did; may be some seconds behind
     */
    record Listed(ApiKeyView key, @Nullable Instant lastUsedAt) {}

    /** Those that are not deleted, revoked ones too. */
    List<Listed> of(AccountId account);
}
