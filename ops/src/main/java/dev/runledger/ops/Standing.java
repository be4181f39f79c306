package dev.runledger.ops;

import dev.runledger.command.Loop;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.Pulse;
import dev.runledger.ops.store.TokenTable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Does what follows from how this node and the others stand. */
final class Standing implements Pulse.Listener {

    private static final Logger log = LoggerFactory.getLogger(Standing.class);

    private final DatabaseClock clock;
    private final Worker worker;
    private final Followers followers;
    private final Loop recovery;
    private final JdbcTemplate sql;

    Standing(DatabaseClock clock, Worker worker, Followers followers, Loop recovery, JdbcTemplate sql) {
        this.clock = clock;
        this.worker = worker;
        this.followers = followers;
        this.recovery = recovery;
        this.sql = sql;
    }

    @Override
    public void onTime(Instant databaseTime, Duration took) {
        clock.observe(databaseTime, took);
    }

    @Override
    public void onTakenForDead(UUID newWorker) {
        worker.rejoin(newWorker);
    }

    /** What it held is free at once; should this fail, its claims lapse and its sessions time out by themselves. */
    @Override
    public void onDeath(Member dead) {
        try {
            TokenTable.release(sql, dead.process().toString());
            new DatabaseSessions(sql).end(dead.process());
        } catch (DataAccessException e) {
            log.info("what worker {} held is not free yet: {}", dead.worker(), e.toString());
        }
        recovery.wake();
    }

    @Override
    public void onReturn() {
        followers.nudge();
    }
}
