package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.RemovedUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What the event store tells of runs that are over. Blocks; outside of any transaction. */
public interface FinishedRuns {

    /**
     * The end of a run.
     *
     * @param position of the event
     * @param at when the run ended; where that is far after the event was stored its clock was wrong, and the latter counts
     */
    record Finished(AccountId account, UUID run, long position, Instant at) {}

    /**
     * A position behind which no event was stored before the moment, but for what clocks differ; never beyond what those who
     * follow events have taken in, since nobody may be told the beginning of a run and not its end.
     */
    long before(Instant moment);

    /** The position up to which so many events lie after another one, or the last one that is asked for; gaps take no time. */
    long step(long after, long upto, int events);

    /** The ends of these accounts' runs that lie after one position and up to another, in order. */
    List<Finished> between(long after, long upto, Collection<AccountId> accounts);

    /** What the streams of these runs tell of starts, in the order of months. */
    List<RemovedUsage> usage(AccountId account, Collection<UUID> runs);
}
