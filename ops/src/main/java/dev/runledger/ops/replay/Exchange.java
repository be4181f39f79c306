package dev.runledger.ops.replay;

import dev.runledger.query.run.RunViews;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One attempt to put the new tables in the place of the live ones, in the calling thread's transaction. Whoever reads meanwhile
 * waits for less than a second and finds the new tables.
 */
final class Exchange {

    /** Nobody works with the tables that are built but this replay and autovacuum, which gives way to whoever waits for a second. */
    private static final String LOCK_NEW = "LOCK TABLE " + tables(Shadow.SCHEMA) + " IN ACCESS EXCLUSIVE MODE";

    /** Lets everybody read and write, and keeps autovacuum away from here on. */
    private static final String RESERVE = "LOCK TABLE " + tables(Shadow.LIVE) + " IN SHARE UPDATE EXCLUSIVE MODE";

    private static final String LOCK_LIVE = "LOCK TABLE " + tables(Shadow.LIVE) + " IN ACCESS EXCLUSIVE MODE";

    private static final String PATIENT = "SET LOCAL lock_timeout = '10s'";

    /** For the follower's rows: a batch of it is committed within moments. */
    private static final String BRIEFLY = "SET LOCAL lock_timeout = '2s'";

    /**
     * For each table. A reader that waits for one of them while it reads another must not wait for the second after which
     * PostgreSQL looks for deadlocks and would break it off.
     */
    private static final String FOR_A_MOMENT = "SET LOCAL lock_timeout = '100ms'";

    /** The follower is held meanwhile; its claims last 10 s. */
    private static final long NANOS = Duration.ofSeconds(2).toNanos();

    private static final long BETWEEN_TRIES_MS = 30;

    private final JdbcTemplate sql;
    private final LongSupplier nanos;

    Exchange(JdbcTemplate sql, LongSupplier nanos) {
        this.sql = sql;
        this.nanos = nanos;
    }

    /** Takes what can be had without anybody noticing; false if it cannot be had now. */
    boolean prepare() {
        sql.execute(PATIENT);
        boolean ready = lock(LOCK_NEW) && lock(RESERVE);
        if (ready) {
            sql.execute(BRIEFLY);
        }
        return ready;
    }

    /** False if the live tables were in use whenever they were tried; the transaction is to be rolled back then. */
    boolean carryOut() throws InterruptedException {
        sql.execute(FOR_A_MOMENT);
        long begun = nanos.getAsLong();
        while (!lockLive()) {
            if (nanos.getAsLong() - begun > NANOS) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
        }
        sql.execute("CREATE SCHEMA " + Shadow.REPLACED);
        for (String table : RunViews.TABLES) {
            move(table, Shadow.LIVE, Shadow.REPLACED);
            move(table, Shadow.SCHEMA, Shadow.LIVE);
        }
        return true;
    }

    private boolean lockLive() {
        sql.execute("SAVEPOINT unlocked");
        boolean locked = lock(LOCK_LIVE);
        if (!locked) {
            sql.execute("ROLLBACK TO SAVEPOINT unlocked");
        }
        return locked;
    }

    private boolean lock(String statement) {
        try {
            sql.execute(statement);
            return true;
        } catch (DataAccessException e) {
            if (Session.lockWasNotToBeHad(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Indexes and constraints go along, and keep their names. */
    private void move(String table, String from, String to) {
        sql.execute("ALTER TABLE " + from + "." + table + " SET SCHEMA " + to);
    }

    private static String tables(String schema) {
        return RunViews.TABLES.stream().map(table -> schema + "." + table).collect(Collectors.joining(", "));
    }
}
