package dev.runledger.command.account;

import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.account.AccountStanding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has finished runs pruned that are older than their account keeps them (API.md §7.3). It goes through the ledger in its order, in
 * small steps, from where it last was to where the events are too young; accounts that keep history equally long are looked
 * through together. What was done is in the ledger, so a pass can be broken off anywhere, and two at once do no harm.
 */
public final class RunRetention {

    private static final Logger log = LoggerFactory.getLogger(RunRetention.class);

    /** By how much the clocks by which events are stored may differ from the database's, without any run being looked at in vain. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** The first event of an account is not older than the account, but for the same reason and much more carefully. */
    private static final Duration BEFORE_THE_ACCOUNT = Duration.ofDays(1);

    /** A thousand years, which is for ever. */
    private static final long MOST_DAYS = 365_000;

    private final FinishedRuns runs;
    private final RetentionMarks marks;
    private final AccountCatalog accounts;
    private final Function<List<AccountId>, Map<AccountId, Long>> days;
    private final Clock clock;
    private final Function<Command, CompletableFuture<Object>> send;
    private final Rest rest;

    /** What is done between two steps, so that others get their turn. */
    @FunctionalInterface
    public interface Rest {
        void take() throws InterruptedException;
    }

    /**
     * @param days how long each of these accounts keeps its finished runs, as of now
     * @param clock the database's, like the instants of runs
     * @param send completes with the command's answer, or exceptionally if it was not carried out
     */
    public RunRetention(
            FinishedRuns runs,
            RetentionMarks marks,
            AccountCatalog accounts,
            Function<List<AccountId>, Map<AccountId, Long>> days,
            Clock clock,
            Function<Command, CompletableFuture<Object>> send,
            Rest rest) {
        this.runs = runs;
        this.marks = marks;
        this.accounts = accounts;
        this.days = days;
        this.clock = clock;
        this.send = send;
        this.rest = rest;
    }

    /**
     * Prunes all that is due now, in the calling thread.
     *
     * @return how many runs that were
     */
    public long pass() throws InterruptedException {
        Instant now = clock.instant();
        long pruned = 0;
        for (Map.Entry<Long, Map<AccountId, Long>> alike : byDays(now).entrySet()) {
            Instant cutoff = cutoff(now, alike.getKey());
            RetentionSweep sweep = new RetentionSweep(runs, marks, send, clock);
            pruned += sweep.run(alike.getValue(), cutoff, runs.before(cutoff.minus(MARGIN)), rest);
        }
        if (pruned > 0) {
            log.info("{} finished runs were older than their accounts keep them, and are pruned", pruned);
        }
        return pruned;
    }

    private static Instant cutoff(Instant now, long days) {
        return now.minus(Duration.ofDays(Math.min(days, MOST_DAYS)));
    }

    /** How far each account was looked through, by the days that it keeps its history; without those that are too young. */
    private Map<Long, Map<AccountId, Long>> byDays(Instant now) {
        Map<AccountId, Long> known = marks.all();
        List<AccountStanding> all = accounts.all();
        Map<AccountId, Long> days =
                this.days.apply(all.stream().map(AccountStanding::account).toList());
        Map<Long, Map<AccountId, Long>> byDays = new TreeMap<>();
        for (AccountStanding standing : all) {
            AccountId account = standing.account();
            long kept = days.getOrDefault(account, MOST_DAYS);
            Instant beginning = standing.createdAt().minus(BEFORE_THE_ACCOUNT);
            if (known.containsKey(account) || beginning.isBefore(cutoff(now, kept))) {
                byDays.computeIfAbsent(kept, d -> new HashMap<>())
                        .put(account, known.computeIfAbsent(account, a -> runs.before(beginning)));
            }
        }
        return byDays;
    }
}
