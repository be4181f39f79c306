package dev.runledger.ops.replay;

import dev.runledger.ops.store.FollowerPositions;
import dev.runledger.ops.store.PrunedRuns;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pruning of old runs, which takes events away. The live view follows a moment later; from then on it is again what the events
 * make that are left. So a replay has it paused, waits for that moment, and needs no facts about what was pruned.
 */
final class Pruning {

    private static final String FACTS =
            "SELECT position, stream FROM ledger.event WHERE position > ? AND name = 'RunHistoryPruned' ORDER BY position";

    /** For a follower at work, which takes milliseconds. */
    private static final int TRIES = 20;

    private static final long BETWEEN_TRIES_MS = 250;

    private final Session session;
    private final Follower follower;
    private final Telling telling;

    private record Fact(long position, String stream) {}

    /** @param session whoever closes it lets pruning go on */
    Pruning(Session session, Follower follower, Telling telling) {
        this.session = session;
        this.follower = follower;
        this.telling = telling;
    }

    /** Returns when nothing is pruned any more and the live view knows of all that was, or nobody seems to be telling it. */
    void pause() throws InterruptedException {
        RunReplay.lock(session, PrunedRuns.PAUSE, "Old runs are being pruned all the time; try again.");
        for (int tries = 0; isBehind(); tries++) {
            if (tries == TRIES) {
                telling.say("The live list still has runs that have been pruned, and nobody goes on with it:"
                        + " they count as differences.");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
        }
    }

    private boolean isBehind() {
        FollowerPositions at = follower.positions(session.sql());
        List<Fact> facts =
                session.sql().query(FACTS, (row, number) -> new Fact(row.getLong(1), row.getString(2)), at.least());
        return facts.stream().anyMatch(fact -> fact.position() > at.of(fact.stream()));
    }
}
