package dev.runledger.query.job;

import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.StoredJson;
import dev.runledger.query.batch.TransactionBatch;
import dev.runledger.query.job.JobBatch.Latest;
import dev.runledger.query.paging.FoldedText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the list of jobs: one row per slug, made of its latest event alone. An event that comes again, or after a later
 * one, changes nothing.
 */
@Component
@ProcessingGroup("jobs")
class JobProjection {

    private static final String KEEP = """
            insert into views.job (
              account, slug, sequence, incarnation, version, kind, name_folded,
              enabled_in, created_at, updated_at, deleted_at, definition)
            select account, slug, sequence, incarnation, version, kind, name_folded,
              string_to_array(enabled_in, ','), created_at, updated_at, deleted_at, definition
            from unnest(
              ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::int[], ?::text[], ?::text[],
              ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
              as news (account, slug, sequence, incarnation, version, kind, name_folded,
                enabled_in, created_at, updated_at, deleted_at, definition)
            on conflict (account, slug) do update
            set sequence = excluded.sequence, incarnation = excluded.incarnation, version = excluded.version,
                kind = excluded.kind, name_folded = excluded.name_folded, enabled_in = excluded.enabled_in,
                created_at = excluded.created_at, updated_at = excluded.updated_at,
                deleted_at = excluded.deleted_at, definition = excluded.definition
            where job.sequence < excluded.sequence
            """;

    private static final ColumnArrays<Latest> COLUMNS = new ColumnArrays<Latest>()
            .add("text", latest -> latest.job().key().account())
            .add("text", latest -> latest.job().key().slug())
            .add("int8", Latest::sequence)
            .add("uuid", latest -> latest.job().incarnation())
            .add("int4", latest -> latest.job().version())
            .add("text", latest -> latest.definition().kind().text())
            .add("text", latest -> FoldedText.of(latest.definition().name()))
            .add("text", latest -> String.join(",", latest.definition().enabledEnvironments()))
            .add("timestamptz", latest -> millis(latest.job().createdAt()))
            .add("timestamptz", latest -> millis(latest.job().updatedAt()))
            .add("timestamptz", latest -> millis(latest.job().deletedAt()))
            .add("text", latest -> StoredJson.write(latest.definition()));

    private final JdbcTemplate jdbc;
    private final TransactionBatch<JobBatch> batches =
            new TransactionBatch<>(JobBatch.class, JobBatch::new, this::write);

    JobProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param sequence the event's place in its job's stream, over all lives of the slug */
    @EventHandler
    void on(JobEvent event, @SequenceNumber long sequence) {
        batches.current().take(new Latest(sequence, JobView.after(event)));
    }

    private void write(JobBatch batch) {
        COLUMNS.execute(jdbc, KEEP, batch.latest());
    }

    /** Cut, where PostgreSQL would round. */
    private static @Nullable Instant millis(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
