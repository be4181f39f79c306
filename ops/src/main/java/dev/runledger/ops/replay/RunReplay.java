package dev.runledger.ops.replay;

import dev.runledger.ops.store.EventScan;
import dev.runledger.ops.store.NamedEventSerializer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.axonframework.serialization.Serializer;

/**
 * Makes the list of runs anew beside the live one: all events in bulk, then indexes, then what has come meanwhile; compares both;
 * and puts the new one in place, unless an account is wiped meanwhile. Whatever happens before that last step, which is one
 * transaction, leaves the live view untouched; a replay that is killed leaves tables in a schema of their own, which the next one
 * drops. Nothing is pruned meanwhile, or events would be missing that the live view has taken in.
 *
 * <p>Needs four sessions of the database, and no service to run.
 */
public final class RunReplay {

    /** Of the session's advisory lock. */
    static final long LOCK = 0x72756e_7265706cL;

    /** For the lock of a replay that was killed just now. */
    private static final int TRIES = 20;

    private static final long BETWEEN_TRIES_MS = 250;

    private final DataSource database;
    private final NamedEventSerializer vocabulary;
    private final Serializer tokens;
    private final Telling telling;
    private final LongSupplier nanos;

    /**
     * What is asked for.
     *
     * @param checkOnly compare, and leave it at that
     * @param acceptDifferences put the rebuilt view in place even if the live one is different
     */
    public record Wish(boolean checkOnly, boolean acceptDifferences) {}

    /**
     * @param database opens a connection each time, without limits on how long answers take
     * @param vocabulary the events of runs
     * @param tokens how positions of followers are written
     * @param nanos the time that passes, as {@link System#nanoTime} tells it
     */
    public RunReplay(
            DataSource database,
            NamedEventSerializer vocabulary,
            Serializer tokens,
            Telling telling,
            LongSupplier nanos) {
        this.database = database;
        this.vocabulary = vocabulary;
        this.tokens = tokens;
        this.telling = telling;
        this.nanos = nanos;
    }

    /**
     * Blocks until it is done.
     *
     * @throws ReplayFailure if it cannot be done; the live view is as it was
     */
    public ReplayResult run(Wish wish) throws SQLException, InterruptedException {
        try (Session holder = Session.open(database);
                Session writer = Session.open(database);
                Session looking = Session.open(database);
                Connection reader = database.getConnection();
                EventFlow events = new EventFlow(new EventScan(reader, vocabulary))) {
            lock(holder, LOCK, "Another replay is under way on this database; wait for it, or end it.");
            Follower follower = new Follower(tokens);
            new Pruning(holder, follower, telling).pause();
            Shadow shadow = new Shadow(writer.sql());
            shadow.drop();
            shadow.create();
            Lives lives = Lives.read(holder.sql());
            Rebuilt rebuilt = new Rebuilt(holder, writer, events, follower, telling, nanos, lives);
            try {
                return carryOut(wish, shadow, rebuilt, looking);
            } finally {
                shadow.drop();
            }
        }
    }

    /** For as long as the session lasts. */
    static void lock(Session holder, long key, String otherwise) throws InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            if (Boolean.TRUE.equals(
                    holder.sql().queryForObject("SELECT pg_try_advisory_lock(?)", Boolean.class, key))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
        }
        throw new ReplayFailure(otherwise);
    }

    private ReplayResult carryOut(Wish wish, Shadow shadow, Rebuilt rebuilt, Session looking)
            throws InterruptedException {
        long begun = nanos.getAsLong();
        long events = rebuilt.bulk(looking);
        Duration bulk = since(begun);
        rebuilt.requireNothingWiped();
        telling.say(String.format(
                Locale.ROOT,
                "%,d events of runs in %.1f s: %,d events/s.",
                events,
                bulk.toMillis() / 1000.0,
                events * 1000 / Math.max(1, bulk.toMillis())));
        long indexing = nanos.getAsLong();
        if (!wish.checkOnly()) {
            shadow.index(telling, looking.sql());
        }
        shadow.settle();
        Duration indexes = since(indexing);
        long comparing = nanos.getAsLong();
        telling.say("Comparing …");
        List<Difference> differences = rebuilt.compare(looking);
        Duration compared = since(comparing);
        rebuilt.requireNothingWiped();
        boolean swap = !wish.checkOnly() && (differences.isEmpty() || wish.acceptDifferences());
        if (swap) {
            rebuilt.swap();
        }
        return new ReplayResult(
                differences,
                swap,
                events,
                new ReplayResult.Times(bulk, indexes, compared, since(begun), rebuilt.longestPause()));
    }

    private Duration since(long earlier) {
        return Duration.ofNanos(nanos.getAsLong() - earlier);
    }
}
