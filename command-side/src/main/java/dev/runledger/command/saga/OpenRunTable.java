package dev.runledger.command.saga;

import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The one index of runs that are not over, each under its run's stream. Written in the transaction that moves the token of the
 * run's segment; so what is read may be behind the events, but never ahead.
 */
public interface OpenRunTable {

    /** A run that shows as running on a worker. */
    record RunningRun(RunKey run, UUID worker) {}

    Optional<OpenRun> find(String run);

    /**
     * Runs of some segments that wait and come due after the first and not after the second instant, the longest due first.
     * Those whose segment was not noted are in all segments.
     */
    List<OpenRun> due(Instant after, Instant until, Set<Integer> segments, int most);

    /** Some of the runs of some segments that should have started a good while ago, the longest due first. */
    List<PendingRun> overdue(Set<Integer> segments);

    /** Runs of a job that wait, in all of its lives. */
    List<PendingRun> waiting(JobKey job);

    /**
     * Runs of all jobs that wait in an environment, in the order of their streams.
     *
     * @param after the stream after which they come; empty for the first ones
     */
    List<RunKey> waitingIn(AccountId account, String environment, String after, int most);

    /** What the given worker is shown to run. */
    List<RunningRun> runningOn(UUID worker);

    /** What is shown to run on workers that are not registered, or no longer. */
    List<RunningRun> abandoned();

    /** Writes a batch's changes: rows as they are now, and runs that are over. */
    void write(Collection<OpenRun> kept, Collection<String> ended);

    /** Writes a batch's changes, by run; an empty one means that the run is over. */
    default void write(Map<String, Optional<OpenRun>> changes) {
        write(
                changes.values().stream().flatMap(Optional::stream).toList(),
                changes.entrySet().stream()
                        .filter(change -> change.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList());
    }
}
