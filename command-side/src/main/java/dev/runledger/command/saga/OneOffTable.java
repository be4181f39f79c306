package dev.runledger.command.saga;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** SQL over {@code ledger.spent_one_off} and {@code ledger.one_off_end}. */
public final class OneOffTable {

    /** One life of a one-off. */
    record Life(JobKey job, UUID incarnation) {}

    private final JdbcTemplate sql;

    public OneOffTable(JdbcTemplate sql) {
        this.sql = sql;
    }

    void addSpent(Collection<OpenRun> runs) {
        sql.batchUpdate(
                """
                INSERT INTO ledger.spent_one_off (run, job, incarnation, environment)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                runs.stream()
                        .map(OpenRun::run)
                        .map(run -> new Object[] {
                            run.run().stream(), run.job().stream(), run.incarnation(), run.environment()
                        })
                        .toList());
    }

    void addEnds(Map<Life, Instant> ends) {
        sql.batchUpdate(
                """
                INSERT INTO ledger.one_off_end AS e (job, incarnation, ended_at) VALUES (?, ?, ?)
                ON CONFLICT (job, incarnation) DO UPDATE SET ended_at = greatest(e.ended_at, excluded.ended_at)""",
                ends.entrySet().stream()
                        .map(end -> new Object[] {
                            end.getKey().job().stream(), end.getKey().incarnation(), Timestamp.from(end.getValue())
                        })
                        .toList());
    }

    /** Some of the jobs that have to be told. */
    List<SpendOneOff> spent(int most) {
        return sql.query(
                "SELECT job, incarnation, environment, run FROM ledger.spent_one_off ORDER BY noted_at LIMIT ?",
                (row, n) -> new SpendOneOff(
                        JobKey.parse(row.getString(1)),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        RunKey.parse(row.getString(4)).id()),
                most);
    }

    void removeSpent(Collection<SpendOneOff> told) {
        sql.batchUpdate(
                "DELETE FROM ledger.spent_one_off WHERE run = ?",
                told.stream()
                        .map(spent -> new Object[] {new RunKey(spent.job().account(), spent.run()).stream()})
                        .toList());
    }

    /** Some of the one-offs whose last run ended before the given instant and that have none open. */
    List<Life> over(Instant before, int most) {
        return sql.query(
                """
                SELECT e.job, e.incarnation FROM ledger.one_off_end e
                 WHERE e.ended_at < ?
                   AND NOT EXISTS (SELECT FROM ledger.open_run o WHERE o.job = e.job AND o.incarnation = e.incarnation)
                 ORDER BY e.ended_at LIMIT ?""",
                (row, n) -> new Life(JobKey.parse(row.getString(1)), row.getObject(2, UUID.class)),
                Timestamp.from(before),
                most);
    }

    void removeEnd(Life life) {
        sql.update(
                "DELETE FROM ledger.one_off_end WHERE job = ? AND incarnation = ?",
                life.job().stream(),
                life.incarnation());
    }
}
