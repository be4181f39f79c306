package dev.runledger.command.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The current version of every job (table {@code ledger.job}), for decisions that another stream makes about it and for the
 * worker that needs its definition.
 */
public final class JobCatalog implements JobLookup {

    /** One job as the catalog holds it; {@code deleted} ones keep their row. */
    public record Row(JobKey key, UUID incarnation, int version, long sequence, boolean deleted, JobRules rules) {
        Optional<LiveJob> live() {
            return deleted ? Optional.empty() : Optional.of(new LiveJob(incarnation, version, rules));
        }
    }

    private static final String LOCK = """
            SELECT account, epoch, slug, incarnation, version, sequence, view IS NULL AS deleted, rules
              FROM ledger.job
             WHERE (account, epoch, slug) IN (SELECT * FROM unnest(?::text[], ?::int[], ?::text[]))
             ORDER BY account, epoch, slug
               FOR\s""";

    private static final String WRITE = """
            INSERT INTO ledger.job (account, epoch, slug, incarnation, version, sequence, view, rules)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, epoch, slug) DO UPDATE
               SET incarnation = excluded.incarnation, version = excluded.version,
                   sequence = excluded.sequence, view = excluded.view, rules = excluded.rules""";

    private final JdbcTemplate sql;

    public JobCatalog(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** The live job as of its latest committed edit. */
    @Override
    public Optional<JobView> find(JobKey job) {
        return sql
                .query(
                        "SELECT view FROM ledger.job WHERE account = ? AND epoch = ? AND slug = ? AND view IS NOT NULL",
                        (row, n) -> read(row.getBytes(1)),
                        job.account().name(),
                        job.account().epoch(),
                        job.slug())
                .stream()
                .findFirst();
    }

    /**
     * Locks the rows until the transaction ends, in key order so that two batches cannot wait for each other.
     *
     * @param forUpdate for an edit; otherwise shared with others that only rely on the version
     */
    Map<JobKey, Row> lock(Collection<JobKey> keys, boolean forUpdate) {
        Map<JobKey, Row> rows = new HashMap<>();
        sql.query(
                connection ->
                        JobKeys.bound(connection, LOCK + (forUpdate ? "UPDATE" : "SHARE"), List.copyOf(keys)),
                row -> {
                    Row found = row(row);
                    rows.put(found.key(), found);
                });
        return rows;
    }

    /** Takes in the job events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof JobEvent event
                    && message instanceof DomainEventMessage<?> domainMessage) {
                write(JobView.after(event), domainMessage.getSequenceNumber());
            }
        }
    }

    private void write(JobView job, long sequence) {
        AccountId account = job.key().account();
        sql.update(
                WRITE,
                account.name(),
                account.epoch(),
                job.key().slug(),
                job.incarnation(),
                job.version(),
                sequence,
                job.live() ? written(job) : null,
                JobRules.of(job.definition()).written());
    }

    private static Row row(ResultSet row) throws SQLException {
        JobKey key = new JobKey(new AccountId(row.getString(1), row.getInt(2)), row.getString(3));
        JobRules rules = JobRules.read(row.getString(8));
        return new Row(key, row.getObject(4, UUID.class), row.getInt(5), row.getLong(6), row.getBoolean(7), rules);
    }

    private static byte[] written(JobView job) {
        try {
            return Json.STORED.writeValueAsBytes(job);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JobView read(byte[] stored) {
        try {
            return Json.STORED.readValue(stored, JobView.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
