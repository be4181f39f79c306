package dev.runledger.kernel.account;

/**
 * What an account may do for what it pays (API.md §7.3).
 *
 * @param name a key of {@link Plans}
 * @param priceMonthlyCents 0 or more
 * @param includedRunsPerMonth -1 for no limit
 * @param maxJobs of recurring and manual ones together; -1 for no limit
 * @param minIntervalSeconds between two fires of a schedule
 * @param maxTimeoutSeconds of one run
 * @param historyRetentionDays for which a run is kept after its end
 * @param managedEnvironments -1 for no limit
 * @param overageMicroUsdPerRun what a run above the included ones costs; 0 if the plan stops there
 */
public record Plan(
        String name,
        long priceMonthlyCents,
        long includedRunsPerMonth,
        long maxJobs,
        long minIntervalSeconds,
        long maxTimeoutSeconds,
        long historyRetentionDays,
        long managedEnvironments,
        long overageMicroUsdPerRun) {

    /** In place of a limit: there is none. */
    public static final long NONE = -1;

    /** Allows everything; for decisions that no plan limits. */
    public static final Plan UNLIMITED =
            new Plan("unlimited", 0, NONE, NONE, 0, Long.MAX_VALUE, Long.MAX_VALUE, NONE, 0);

    /** Whether nothing runs any more once the included runs are used, whatever the account wants. */
    public boolean stops() {
        return includedRunsPerMonth != NONE && overageMicroUsdPerRun == 0;
    }

    /** Whether one more is too many of what this limit bounds. */
    static boolean reached(long limit, long current) {
        return limit != NONE && current >= limit;
    }

    public boolean jobsReached(long current) {
        return reached(maxJobs, current);
    }

    public boolean environmentsReached(long current) {
        return reached(managedEnvironments, current);
    }

    public Allowance allowance(OveragePolicy policy) {
        return Allowance.of(includedRunsPerMonth, overageMicroUsdPerRun, policy);
    }
}
