package dev.runledger.kernel.retry;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.RetryPolicyKey;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a retry policy; each answers with the {@link RetryPolicyView}. All of them are edits, on which the
 * facts of other commands depend, so each has a transaction of its own.
 */
public sealed interface RetryPolicyCommand extends Command {

    RetryPolicyKey key();

    @Override
    default String stream() {
        return key().stream();
    }

    @Override
    default boolean alone() {
        return true;
    }

    /**
     * Creates the policy, or brings a deleted slug to a new life.
     *
     * @param incarnation the new life's id; asking again with the same one succeeds without doing it twice
     */
    record CreateRetryPolicy(RetryPolicyKey key, UUID incarnation, RetryPolicy policy) implements RetryPolicyCommand {}

    /** @param ifVersions the versions {@code If-Match} allows; null allows every one */
    record ReplaceRetryPolicy(
            RetryPolicyKey key,
            RetryPolicy policy,
            @Nullable Set<Integer> ifVersions) implements RetryPolicyCommand {}

    /** @param ifVersions the versions {@code If-Match} allows; null allows every one */
    record DeleteRetryPolicy(RetryPolicyKey key, @Nullable Set<Integer> ifVersions) implements RetryPolicyCommand {}
}
