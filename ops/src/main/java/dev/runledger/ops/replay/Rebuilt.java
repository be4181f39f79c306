package dev.runledger.ops.replay;

import dev.runledger.ops.store.FollowerPositions;
import dev.runledger.query.run.RunViews;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.transaction.TransactionStatus;

/**
 * The view that is built, and up to where it is. It never contains more than the live one: there would be no position at which
 * both are to be the same.
 */
final class Rebuilt {

    /** Positions that may be missing when the follower is about to be held, so that it is for a moment only. */
    private static final long CLOSE = 1_000;

    /** Positions beyond which it is let go again. Its claims last 10 s. */
    private static final long TOO_FAR = 20_000;

    /** How often it is tried to catch up with a live view that goes on, or to get hold of what others use. */
    private static final int ROUNDS = 100;

    private static final long BETWEEN_ROUNDS_MS = 500;

    private final Session holder;
    private final Session writer;
    private final EventFlow events;
    private final Follower follower;
    private final Telling telling;
    private final LongSupplier nanos;
    private final Lives lives;
    private final RunViews views;
    private FollowerPositions at = FollowerPositions.NONE;
    private Duration longestPause = Duration.ZERO;

    /**
     * @param holder holds the follower while the writer commits
     * @param writer writes the tables
     * @param lives which accounts are in as the first event is read
     */
    Rebuilt(
            Session holder,
            Session writer,
            EventFlow events,
            Follower follower,
            Telling telling,
            LongSupplier nanos,
            Lives lives) {
        this.holder = holder;
        this.writer = writer;
        this.events = events;
        this.follower = follower;
        this.telling = telling;
        this.nanos = nanos;
        this.lives = lives;
        this.views = new RunViews(writer.sql(), Shadow.SCHEMA);
    }

    /**
     * Writes all that the live view contains by now, and tells how many events that took.
     *
     * @param helper a session that writes half of it
     */
    long bulk(Session helper) throws InterruptedException {
        FollowerPositions to = follower.positions(holder.sql());
        telling.say(String.format(Locale.ROOT, "Building the list of runs anew, up to position %,d …", to.most()));
        try (TwoWriters writers = new TwoWriters(writer, helper)) {
            long written = advance("Building", to, batch -> writers.write(batch.events()));
            writer.inTransaction(status -> {
                views.fold();
                return status;
            });
            return written;
        }
    }

    /** Follows the live view until it is close. */
    void catchUp() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            advance("Catching up", follower.positions(holder.sql()));
            if (behind(follower.positions(holder.sql())) <= CLOSE) {
                return;
            }
        }
        throw new ReplayFailure("The service writes faster than a replay can follow; try when it is calmer.");
    }

    private void advance(String what, FollowerPositions to) throws InterruptedException {
        advance(
                what,
                to,
                batch -> writer.inTransaction(status -> {
                    writer.sql().execute("SET LOCAL synchronous_commit = off");
                    views.write(batch.events());
                    return status;
                }));
    }

    private long advance(String what, FollowerPositions to, EventFlow.Sink write) throws InterruptedException {
        AtomicLong written = new AtomicLong();
        telling.begin(what, Stretch.between(at, to));
        events.pass(at, to, batch -> {
            write.take(batch);
            telling.at(batch.upto(), written.addAndGet(batch.events().size()));
        });
        at = to;
        return written.get();
    }

    /**
     * Where the live view differs. Both are brought to one position while the follower is held, and looked at as they were then,
     * when it goes on already.
     *
     * @param looking a session for this alone
     */
    List<Difference> compare(Session looking) throws InterruptedException {
        return looking.inSnapshot(snapshot -> {
            for (int round = 0; round < ROUNDS; round++) {
                catchUp();
                if (holder.inTransaction(status -> isLevel(status, looking))) {
                    return Comparison.differences(looking.sql());
                }
            }
            throw new ReplayFailure("Somebody keeps the rows of ledger.token locked; nothing was changed.");
        });
    }

    private boolean isLevel(TransactionStatus status, Session looking) throws InterruptedException {
        holder.sql().execute("SET LOCAL lock_timeout = '5s'");
        FollowerPositions to = follower.hold(holder.sql());
        if (to == null) {
            status.setRollbackOnly();
            return false;
        }
        long held = nanos.getAsLong();
        if (behind(to) > TOO_FAR) {
            return false;
        }
        advance("Drawing level", to);
        looking.sql().execute("SELECT 1");
        paused(held);
        return true;
    }

    /** Puts the new tables where the live ones are, which then wait to be dropped. */
    void swap() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            catchUp();
            if (exchanged()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ROUNDS_MS);
        }
        throw new ReplayFailure(
                "The live tables are in use all the time, by something that does not let go of them: look into"
                        + " pg_locks and pg_stat_activity. They are as they were.");
    }

    private boolean exchanged() throws InterruptedException {
        AtomicLong held = new AtomicLong();
        boolean done = writer.inTransaction(status -> {
            boolean replaced = exchange(held);
            if (!replaced) {
                status.setRollbackOnly();
            }
            return replaced;
        });
        if (held.get() != 0) {
            paused(held.get());
        }
        return done;
    }

    /** What has come while locks were waited for is written first, so that the follower need not wait for that. */
    private boolean exchange(AtomicLong held) throws InterruptedException {
        Exchange exchange = new Exchange(writer.sql(), nanos);
        if (!exchange.prepare()) {
            return false;
        }
        FollowerPositions close = follower.positions(writer.sql());
        events.pass(at, close, batch -> views.write(batch.events()));
        FollowerPositions to = follower.hold(writer.sql());
        if (to == null) {
            return false;
        }
        held.set(nanos.getAsLong());
        if (Stretch.between(close, to).length() > TOO_FAR) {
            return false;
        }
        events.pass(close, to, batch -> views.write(batch.events()));
        return lives.hold(writer.sql()) && exchange.carryOut();
    }

    /** @throws ReplayFailure if it was not so: what is built holds what is gone */
    void requireNothingWiped() {
        lives.requireUnchanged(holder.sql());
    }

    private long behind(FollowerPositions to) {
        return Stretch.between(at, to).length();
    }

    private void paused(long since) {
        Duration pause = Duration.ofNanos(nanos.getAsLong() - since);
        longestPause = pause.compareTo(longestPause) > 0 ? pause : longestPause;
    }

    /** For which the follower could commit nothing. */
    Duration longestPause() {
        return longestPause;
    }
}
