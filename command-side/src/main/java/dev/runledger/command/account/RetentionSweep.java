package dev.runledger.command.account;

import dev.runledger.command.account.FinishedRuns.Finished;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One way through the ledger, for accounts that keep history equally long. Used once, by one thread. */
final class RetentionSweep {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);

    /** Events that are looked at in one statement. */
    private static final int STEP = 5_000;

    /** Accounts that may be left for the next pass; more than that is not about the accounts. */
    private static final int MOST_LEFT = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FinishedRuns runs;
    private final RetentionMarks marks;
    private final Function<Command, CompletableFuture<Object>> send;
    private final Clock clock;

    /** Accounts still looked through, and how far. */
    private final Map<AccountId, Long> going = new HashMap<>();

    private final Map<AccountId, Long> reached = new HashMap<>();
    private int left;
    private long pruned;

    RetentionSweep(
            FinishedRuns runs, RetentionMarks marks, Function<Command, CompletableFuture<Object>> send, Clock clock) {
        this.runs = runs;
        this.marks = marks;
        this.send = send;
        this.clock = clock;
    }

    /**
     * Prunes what ended before the cutoff.
     *
     * @param from how far each account was looked through
     * @param upto the position behind which nothing is old enough
     * @return how many runs are gone
     */
    long run(Map<AccountId, Long> from, Instant cutoff, long upto, RunRetention.Rest rest) throws InterruptedException {
        from.forEach((account, mark) -> {
            if (mark < upto) {
                going.put(account, mark);
            }
        });
        while (!going.isEmpty() && left <= MOST_LEFT) {
            long after = going.values().stream().min(Long::compare).orElse(upto);
            step(after, runs.step(after, upto, STEP), cutoff, rest);
            going.values().removeIf(mark -> mark >= upto);
            rest.take();
        }
        marks.advance(reached);
        return pruned;
    }

    private void step(long after, long to, Instant cutoff, RunRetention.Rest rest) throws InterruptedException {
        Map<AccountId, List<Finished>> found = new HashMap<>();
        for (Finished run : runs.between(after, to, going.keySet())) {
            found.computeIfAbsent(run.account(), a -> new ArrayList<>()).add(run);
        }
        for (AccountId account : List.copyOf(going.keySet())) {
            if (going.getOrDefault(account, to) < to) {
                take(account, found.getOrDefault(account, List.of()), to, cutoff, rest);
            }
        }
    }

    /** One account's part of a step. A run that is too young, by clocks that differ, is where it goes on next time. */
    private void take(AccountId account, List<Finished> found, long to, Instant cutoff, RunRetention.Rest rest)
            throws InterruptedException {
        long end = found.stream()
                .filter(run -> !run.at().isBefore(cutoff))
                .mapToLong(run -> run.position() - 1)
                .findFirst()
                .orElse(to);
        List<UUID> due = found.stream()
                .filter(run -> run.position() <= end)
                .map(Finished::run)
                .distinct()
                .toList();
        for (int at = 0; at < due.size(); at += PruneHistory.MOST) {
            if (!prune(account, due.subList(at, Math.min(due.size(), at + PruneHistory.MOST)))) {
                left++;
                going.remove(account);
                return;
            }
            rest.take();
        }
        reached.put(account, end);
        if (!due.isEmpty()) {
            marks.advance(Map.of(account, end));
        }
        if (end < to) {
            going.remove(account);
        } else {
            going.put(account, to);
        }
    }

    /** Whether they are gone by this; if somebody else was about it, or has wiped the account, the next pass will tell. */
    private boolean prune(AccountId account, List<UUID> due) {
        try {
            Instant now = clock.instant();
            send.apply(new PruneHistory(account, due, runs.usage(account, due), now))
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            pruned += due.size();
            return true;
        } catch (CompletionException e) {
            if (Refused.by(e, Refusal.AccountWiped.class)) {
                log.info("{} is being wiped: nothing is left to prune", account);
                return false;
            }
            log.warn(
                    "{} runs of {} could not be pruned, the next pass tries again: {}",
                    due.size(),
                    account,
                    e.toString());
            return false;
        }
    }
}
