package dev.runledger.command.catalog;

import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.util.Optional;

/** Answers which retry policies live, with all writes that were answered before. */
public interface RetryPolicyLookup {

    /** The live policy of that slug; a deleted one is none. */
    Optional<RetryPolicyView> find(RetryPolicyKey policy);

    default boolean exists(RetryPolicyKey policy) {
        return find(policy).isPresent();
    }
}
