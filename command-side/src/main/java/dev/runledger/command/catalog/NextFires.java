package dev.runledger.command.catalog;

import dev.runledger.command.catalog.SlugRows.Slug;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * When each enabled environment of a recurring job fires next (table {@code ledger.next_fire}), if it is managed. Edits, fires and
 * changes of environments move the instants in their own transactions.
 */
public final class NextFires {

    /** One row of the timetable. */
    public record NextFire(JobKey job, String environment, Instant at) {}

    private static final String COLUMNS = "SELECT account, epoch, slug, environment, next_at FROM ledger.next_fire ";
    private static final String LOCK = COLUMNS + """
             WHERE (account, epoch, slug) IN (SELECT * FROM unnest(?::text[], ?::int[], ?::text[]))
             ORDER BY account, epoch, slug, environment
               FOR UPDATE""";
    private static final String INSERT = """
            INSERT INTO ledger.next_fire (account, epoch, slug, environment, next_at)
            SELECT * FROM unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[])""";
    /** In the order in which fires lock their rows. */
    private static final String CLOSE = """
            WITH gone AS (
              SELECT account, epoch, slug, environment
                FROM ledger.next_fire
               WHERE account = ? AND epoch = ? AND environment = ?
               ORDER BY slug
                 FOR UPDATE)
            DELETE FROM ledger.next_fire f
             USING gone
             WHERE f.account = gone.account AND f.epoch = gone.epoch AND f.slug = gone.slug
               AND f.environment = gone.environment""";

    private static final String MOVE = """
            UPDATE ledger.next_fire f SET next_at = m.next_at
              FROM unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[])
                   AS m (account, epoch, slug, environment, next_at)
             WHERE f.account = m.account AND f.epoch = m.epoch AND f.slug = m.slug AND f.environment = m.environment""";

    private final JdbcTemplate sql;
    private final Consumer<NextFire> onMoved;

    /** @param onMoved told of every instant that was set, once it is committed */
    public NextFires(JdbcTemplate sql, Consumer<NextFire> onMoved) {
        this.sql = sql;
        this.onMoved = onMoved;
    }

    /** The soonest instants up to and including the given one. */
    public List<NextFire> until(Instant latest, int limit) {
        return sql.query(
                COLUMNS + "WHERE next_at <= ? ORDER BY next_at LIMIT ?",
                (row, n) -> row(row),
                Timestamp.from(latest),
                limit);
    }

    /** By environment, as of the latest committed fire. */
    public Map<String, Instant> of(JobKey job) {
        Map<String, Instant> found = new HashMap<>();
        sql.query(
                COLUMNS + "WHERE account = ? AND epoch = ? AND slug = ?",
                row -> {
                    found.put(row(row).environment(), row(row).at());
                },
                job.account().name(),
                job.account().epoch(),
                job.slug());
        return found;
    }

    /** Locks the rows of these jobs until the transaction ends, in key order, and answers with them. */
    Map<JobKey, Map<String, Instant>> lock(Collection<JobKey> jobs) {
        Map<JobKey, Map<String, Instant>> found = new HashMap<>();
        sql.query(connection -> bound(connection, LOCK, jobs), row -> {
            NextFire fire = row(row);
            found.computeIfAbsent(fire.job(), job -> new HashMap<>()).put(fire.environment(), fire.at());
        });
        return found;
    }

    /** Takes in the events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        List<NextFire> moved = new ArrayList<>();
        List<NextFire> planned = new ArrayList<>();
        for (EventMessage<?> message : events) {
            switch (message.getPayload()) {
                case OneOffSpent spent -> {}
                case JobEvent edit -> planned.addAll(replaced(JobView.after(edit)));
                case RunTriggered run
                when run.trigger() instanceof Trigger.Scheduled(var at, var next) && next != null ->
                    moved.add(new NextFire(run.jobKey(), run.environment(), next));
                case FiresSkipped skipped ->
                    moved.add(new NextFire(skipped.job(), skipped.environment(), skipped.next()));
                case FiresResumed resumed ->
                    planned.add(new NextFire(resumed.job(), resumed.environment(), resumed.next()));
                case EnvironmentReplaced replaced
                when !replaced.definition().managed() -> close(replaced.account(), replaced.environment());
                case EnvironmentDeleted deleted -> close(deleted.account(), deleted.environment());
                default -> {}
            }
        }
        write(MOVE, moved);
        write(INSERT, planned);
        moved.addAll(planned);
        tell(moved);
    }

    /** Nothing fires any more in an environment that is gone or not managed. Its change has a transaction of its own. */
    private void close(AccountId account, String environment) {
        sql.update(CLOSE, account.name(), account.epoch(), environment);
    }

    /** Forgets the job's rows and answers with the new ones. */
    private List<NextFire> replaced(JobView job) {
        AccountId account = job.key().account();
        sql.update(
                "DELETE FROM ledger.next_fire WHERE account = ? AND epoch = ? AND slug = ?",
                account.name(),
                account.epoch(),
                job.key().slug());
        List<NextFire> rows = new ArrayList<>();
        job.next().forEach((environment, next) -> {
            if (next.run() == null) {
                rows.add(new NextFire(job.key(), environment, next.at()));
            }
        });
        return rows;
    }

    private void write(String statement, List<NextFire> fires) {
        if (fires.isEmpty()) {
            return;
        }
        sql.update(connection -> {
            List<JobKey> jobs = fires.stream().map(NextFire::job).toList();
            PreparedStatement write = bound(connection, statement, jobs);
            Object[] environments = fires.stream().map(NextFire::environment).toArray();
            // As text in UTC: the driver writes timestamps into arrays by this machine's wall clock, which may show an
            // hour twice.
            Object[] instants = fires.stream().map(fire -> fire.at().toString()).toArray();
            write.setArray(4, connection.createArrayOf("text", environments));
            write.setArray(5, connection.createArrayOf("timestamptz", instants));
            return write;
        });
    }

    private void tell(List<NextFire> fires) {
        if (!fires.isEmpty() && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    fires.forEach(onMoved);
                }
            });
        }
    }

    private static PreparedStatement bound(Connection connection, String statement, Collection<JobKey> jobs)
            throws SQLException {
        return SlugRows.bound(
                connection,
                statement,
                jobs.stream().map(job -> new Slug(job.account(), job.slug())).toList());
    }

    private static NextFire row(ResultSet row) throws SQLException {
        JobKey job = new JobKey(new AccountId(row.getString(1), row.getInt(2)), row.getString(3));
        return new NextFire(job, row.getString(4), row.getTimestamp(5).toInstant());
    }
}
