package dev.runledger.kernel.retry;

import dev.runledger.kernel.StatusPattern;
import java.util.List;

/**
 * All that a user can write of a retry policy, already validated (API.md §6.1).
 *
 * @param maxRetries how many retries follow a chain's first run at most; 0 for none
 * @param retryStatuses the statuses after which to retry, in the user's order, duplicates kept
 * @param retryStatusesExcept those of them after which not to
 */
public record RetryPolicy(
        String name,
        int maxRetries,
        Backoff backoff,
        boolean retryOnTimeout,
        boolean retryOnConnectionError,
        List<StatusPattern> retryStatuses,
        List<StatusPattern> retryStatusesExcept) {

    public RetryPolicy {
        retryStatuses = List.copyOf(retryStatuses);
        retryStatusesExcept = List.copyOf(retryStatusesExcept);
    }
}
