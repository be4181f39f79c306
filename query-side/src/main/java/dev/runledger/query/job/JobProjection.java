package dev.runledger.query.job;

import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.LatestViews.Latest;
import dev.runledger.query.batch.TransactionBatch;
import dev.runledger.query.job.JobBatch.Closed;
import dev.runledger.query.job.JobBatch.Moved;
import dev.runledger.query.job.JobBatch.Place;
import dev.runledger.query.job.JobBatch.Resumed;
import dev.runledger.query.paging.FoldedText;
import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the list of jobs: one row per slug, made of its latest event alone, and when each runs next, which fires move on. An event
 * that comes again, or after a later one, changes nothing.
 */
@Component
@ProcessingGroup("jobs")
class JobProjection {

    private static final String KEEP = """
            insert into views.job (
              account, slug, sequence, incarnation, version, kind, name, name_folded,
              enabled_in, created_at, updated_at, deleted_at, definition)
            select account, slug, sequence, incarnation, version, kind, name, name_folded,
              string_to_array(enabled_in, ','), created_at, updated_at, deleted_at, definition
            from unnest(
              ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::bytea[])
              as news (account, slug, sequence, incarnation, version, kind, name, name_folded,
                enabled_in, created_at, updated_at, deleted_at, definition)
            on conflict (account, slug) do update
            set sequence = excluded.sequence, incarnation = excluded.incarnation, version = excluded.version,
                kind = excluded.kind, name = excluded.name, name_folded = excluded.name_folded, enabled_in = excluded.enabled_in,
                created_at = excluded.created_at, updated_at = excluded.updated_at,
                deleted_at = excluded.deleted_at, definition = excluded.definition
            where job.sequence < excluded.sequence
            """;

    private static final ColumnArrays<Latest<JobView>> IN_CLEAR = new ColumnArrays<Latest<JobView>>()
            .add("text", latest -> latest.view().key().account())
            .add("text", latest -> latest.view().key().slug())
            .add("int8", Latest::sequence)
            .add("uuid", latest -> latest.view().incarnation())
            .add("int4", latest -> latest.view().version())
            .add("text", latest -> latest.view().definition().kind().text())
            .add("text", latest -> latest.view().definition().name())
            .add("text", latest -> FoldedText.of(latest.view().definition().name()))
            .add("text", latest -> String.join(",", latest.view().definition().enabledEnvironments()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().createdAt()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().updatedAt()))
            .add("timestamptz", latest -> ColumnArrays.millis(latest.view().deletedAt()));

    private final JdbcTemplate jdbc;
    private final ColumnArrays<Latest<JobView>> columns;
    private final NextRunRows nextRuns;
    private final TransactionBatch<JobBatch> batches =
            new TransactionBatch<>(JobBatch.class, JobBatch::new, this::write);

    JobProjection(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        SealedDefinitions definitions = new SealedDefinitions(vault);
        this.columns = IN_CLEAR.add("bytea", latest -> definitions.text(latest.view()));
        this.nextRuns = new NextRunRows(jdbc);
    }

    /** @param sequence the event's place in its job's stream, over all lives of the slug */
    @EventHandler
    void on(JobEvent event, @SequenceNumber long sequence) {
        batches.current().take(event.job(), sequence, JobView.after(event));
    }

    @EventHandler
    void on(RunTriggered event) {
        if (event.trigger() instanceof Trigger.Scheduled(var at, var next) && next != null) {
            moved(new Place(event.jobKey(), event.incarnation(), event.environment()), event.jobVersion(), next);
        }
    }

    @EventHandler
    void on(FiresSkipped event) {
        moved(new Place(event.job(), event.incarnation(), event.environment()), event.jobVersion(), event.next());
    }

    @EventHandler
    void on(FiresResumed event) {
        Place place = new Place(event.job(), event.incarnation(), event.environment());
        batches.current().take(new Resumed(place, event.next()));
    }

    @EventHandler
    void on(EnvironmentReplaced event) {
        if (!event.definition().managed()) {
            batches.current().take(new Closed(event.account(), event.environment()));
        }
    }

    @EventHandler
    void on(EnvironmentDeleted event) {
        batches.current().take(new Closed(event.account(), event.environment()));
    }

    private void moved(Place place, int version, Instant at) {
        batches.current().take(new Moved(place, version, at));
    }

    private void write(JobBatch batch) {
        columns.execute(jdbc, KEEP, batch.latest());
        nextRuns.write(batch);
    }
}
