package dev.runledger.kernel.account;

/**
 * Starts of one month whose history was removed (API.md §7.2).
 *
 * @param period {@code YYYY-MM}, in UTC
 * @param counted those that were counted
 * @param refused those that were refused with QUOTA_EXCEEDED
 */
public record RemovedUsage(String period, long counted, long refused) {}
