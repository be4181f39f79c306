package dev.runledger.query.run;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunView;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** Prunings as they may come about. */
final class PrunedRuns {

    private PrunedRuns() {}

    /** Of one account some runs that are over, which are taken out of the list. */
    static RunHistoryPruned someOf(List<RunView> left, Random random) {
        AccountId account = RandomRuns.ACCOUNTS.get(random.nextInt(RandomRuns.ACCOUNTS.size()));
        List<RunView> some = left.stream()
                .filter(run ->
                        run.key().account().equals(account) && run.status().terminal())
                .filter(run -> random.nextInt(3) == 0)
                .toList();
        left.removeAll(some);
        return of(account, some);
    }

    static RunHistoryPruned of(AccountId account, Collection<RunView> runs) {
        return new RunHistoryPruned(
                account, runs.stream().map(run -> run.key().id()).toList(), List.of(), RandomRuns.START);
    }
}
