package dev.runledger.command.saga;

import dev.runledger.kernel.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** SQL over {@code ledger.worker}: which worker processes are known, and which runs belong to one that is gone. */
public final class WorkerTable {

    /** A run that shows as running on a worker. */
    record RunningRun(RunKey run, UUID worker) {}

    /**
     * A worker is gone if it was never registered or unregistered itself, if its own node has started anew, or if it has
     * been silent for too long; silence counts only while the database itself was up all that time.
     */
    private static final String LOST = """
            SELECT o.run, o.worker
              FROM ledger.open_run o LEFT JOIN ledger.worker w ON w.id = o.worker
             WHERE o.worker IS NOT NULL AND o.worker <> ?
               AND (w.id IS NULL OR w.node = ?
                    OR (w.heartbeat_at < clock_timestamp() - make_interval(secs => ?)
                        AND pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => ?)))""";

    private final JdbcTemplate sql;

    public WorkerTable(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Makes a worker known. Earlier ones of the same node count as gone from now on. */
    void register(UUID worker, UUID node) {
        sql.update("""
                INSERT INTO ledger.worker (id, node, started_at, heartbeat_at)
                VALUES (?, ?, clock_timestamp(), clock_timestamp())""", worker, node);
    }

    void unregister(UUID worker) {
        sql.update("DELETE FROM ledger.worker WHERE id = ?", worker);
    }

    /** Shows that the worker lives, and answers with the database's time. */
    Instant beat(UUID worker) {
        return sql
                .query(
                        "UPDATE ledger.worker SET heartbeat_at = clock_timestamp() WHERE id = ? RETURNING clock_timestamp()",
                        (row, n) -> row.getObject(1, OffsetDateTime.class).toInstant(),
                        worker)
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "worker " + worker + " is no longer registered; it was taken for dead and must start anew"));
    }

    /** What the given worker is shown to run. */
    List<RunningRun> runningOn(UUID worker) {
        return sql.query(
                "SELECT run, worker FROM ledger.open_run WHERE worker = ?",
                (row, n) -> new RunningRun(RunKey.parse(row.getString(1)), row.getObject(2, UUID.class)),
                worker);
    }

    /** What is shown to run on workers that are gone. */
    List<RunningRun> lost(UUID self, UUID node, Duration silence) {
        double seconds = silence.toMillis() / 1000.0;
        return sql.query(
                LOST,
                (row, n) -> new RunningRun(RunKey.parse(row.getString(1)), row.getObject(2, UUID.class)),
                self,
                node,
                seconds,
                seconds);
    }

    /** Forgets workers of this node that ended and have no run left to account for. */
    void forgetPredecessors(UUID self, UUID node) {
        sql.update("""
                DELETE FROM ledger.worker w
                 WHERE w.node = ? AND w.id <> ?
                   AND NOT EXISTS (SELECT FROM ledger.open_run o WHERE o.worker = w.id)""", node, self);
    }
}
