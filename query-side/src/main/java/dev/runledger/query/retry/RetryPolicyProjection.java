package dev.runledger.query.retry;

import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.LatestViews;
import dev.runledger.query.batch.LatestViews.Latest;
import dev.runledger.query.batch.StoredJson;
import dev.runledger.query.batch.TransactionBatch;
import dev.runledger.query.paging.FoldedText;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the list of retry policies: one row per slug, made of its latest event alone. An event that comes again, or after
 * a later one, changes nothing.
 */
@Component
@ProcessingGroup("retry-policies")
class RetryPolicyProjection {

    private static final String KEEP = """
            insert into views.retry_policy (
              account, slug, sequence, incarnation, version, name_folded, created_at, updated_at, deleted_at, policy)
            select *
            from unnest(
              ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::int[], ?::text[],
              ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
            on conflict (account, slug) do update
            set sequence = excluded.sequence, incarnation = excluded.incarnation, version = excluded.version,
                name_folded = excluded.name_folded, created_at = excluded.created_at,
                updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, policy = excluded.policy
            where retry_policy.sequence < excluded.sequence
            """;

    /** The policies that one transaction is about. */
    private static final class Policies extends LatestViews<RetryPolicyView> {}

    private static final ColumnArrays<Latest<RetryPolicyView>> COLUMNS = new ColumnArrays<Latest<RetryPolicyView>>()
            .add("text", latest -> latest.view().key().account())
            .add("text", latest -> latest.view().key().slug())
            .add("int8", Latest::sequence)
            .add("uuid", latest -> latest.view().incarnation())
            .add("int4", latest -> latest.view().version())
            .add("text", latest -> FoldedText.of(latest.view().policy().name()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().createdAt()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().updatedAt()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().deletedAt()))
            .add("text", latest -> StoredJson.write(latest.view().policy()));

    private final JdbcTemplate jdbc;
    private final TransactionBatch<Policies> batches =
            new TransactionBatch<>(Policies.class, Policies::new, this::write);

    RetryPolicyProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param sequence the event's place in its policy's stream, over all lives of the slug */
    @EventHandler
    void on(RetryPolicyEvent event, @SequenceNumber long sequence) {
        batches.current().take(event.key(), sequence, RetryPolicyView.after(event));
    }

    private void write(Policies policies) {
        COLUMNS.execute(jdbc, KEEP, policies.latest());
    }
}
