package dev.runledger.kernel.account;

/** What an account wants once it has used what its plan includes (API.md §8.1). */
public sealed interface OveragePolicy {

    /** Go on, at the plan's price per run. */
    record Allow() implements OveragePolicy {}

    /** Run nothing more in this month. */
    record HardStop() implements OveragePolicy {}

    /**
     * Go on until this much is spent in a month.
     *
     * @param budgetCents 0 or more
     */
    record Capped(long budgetCents) implements OveragePolicy {}

    /**
     * @param text one of {@link AccountSettings#OVERAGE_POLICIES}
     * @param budgetCents of no meaning for any other than {@link AccountSettings#CAPPED}
     * @throws IllegalArgumentException for any other text
     */
    static OveragePolicy of(String text, long budgetCents) {
        return switch (text) {
            case AccountSettings.ALLOW -> new Allow();
            case AccountSettings.HARD_STOP -> new HardStop();
            case AccountSettings.CAPPED -> new Capped(budgetCents);
            default -> throw new IllegalArgumentException("no overage policy: " + text);
        };
    }
}
