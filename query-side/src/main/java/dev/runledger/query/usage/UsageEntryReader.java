package dev.runledger.query.usage;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.UsageEntry;
import dev.runledger.kernel.account.UsageEntry.Place;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Predicate;

/** Where decisions about starts are read. */
@FunctionalInterface
public interface UsageEntryReader {

    /**
     * Those before a place, the latest first, at most so many.
     *
     * @param visible which environments' entries are wanted
     */
    List<UsageEntry> before(Place end, AccountId account, YearMonth period, Predicate<String> visible, int limit);
}
