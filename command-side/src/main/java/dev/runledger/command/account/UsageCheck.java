package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import java.time.YearMonth;

/** Counts an account's starts once more, from the events alone. */
@FunctionalInterface
public interface UsageCheck {

    /**
     * Both numbers, as of one moment.
     *
     * @param counter what the counter says
     * @param recomputed what the events say
     * @param upToPosition the last event that both have taken in
     */
    record Result(long counter, long recomputed, long upToPosition) {}

    /** May take as long as reading the month's events does. */
    Result of(AccountId account, YearMonth period);
}
