package dev.runledger.kernel.account;

import java.math.BigInteger;
import java.util.Locale;

/**
 * How many runs an account may start in a month (API.md §7.2).
 *
 * @param included those that the plan includes; -1 if it sets no limit
 * @param most those that may be started at all; -1 if nothing ends them
 * @param rule what decides, as the usage ledger names it
 */
public record Allowance(long included, long most, Rule rule) {

    /** The rule that decides, in the order in which they are asked. */
    public enum Rule {
        UNLIMITED,
        PLAN_STOPS,
        HARD_STOP,
        ALLOW,
        CAPPED;

        /** As the usage ledger shows it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long NONE = -1;
    private static final BigInteger MICRO_USD_PER_CENT = BigInteger.valueOf(10_000);

    public static final Allowance UNLIMITED = new Allowance(NONE, NONE, Rule.UNLIMITED);

    /**
     * @param included -1 for no limit
     * @param microUsdPerRun what a run above that costs; 0 if the plan stops there
     */
    public static Allowance of(long included, long microUsdPerRun, OveragePolicy policy) {
        if (included == NONE) {
            return UNLIMITED;
        }
        if (microUsdPerRun == 0) {
            return new Allowance(included, included, Rule.PLAN_STOPS);
        }
        return switch (policy) {
            case OveragePolicy.HardStop stop -> new Allowance(included, included, Rule.HARD_STOP);
            case OveragePolicy.Allow allow -> new Allowance(included, NONE, Rule.ALLOW);
            case OveragePolicy.Capped(long cents) -> capped(included, microUsdPerRun, cents);
        };
    }

    /** A budget that is spent to the last cent is kept; one run more is not. */
    private static Allowance capped(long included, long microUsdPerRun, long cents) {
        BigInteger paid =
                BigInteger.valueOf(cents).multiply(MICRO_USD_PER_CENT).divide(BigInteger.valueOf(microUsdPerRun));
        BigInteger most = paid.add(BigInteger.valueOf(included));
        long bounded = most.bitLength() < Long.SIZE ? most.longValue() : Long.MAX_VALUE;
        return new Allowance(included, bounded, Rule.CAPPED);
    }

    public boolean limits() {
        return most != NONE;
    }

    /** @param used how many were started in this month so far */
    public Admission admit(long used) {
        return limits() && used >= most ? new Admission.Denied(this, used) : new Admission.Admitted();
    }
}
