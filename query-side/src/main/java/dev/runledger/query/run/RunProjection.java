package dev.runledger.query.run;

import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.batch.TransactionBatch;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the list of runs up to date with their events, batch by batch.
 *
 * <p>Events of one run have to come in order, and from one thread at a time; different runs may come on several. Events
 * that come again, even all of them from the first, change nothing.
 */
@Component
@ProcessingGroup("runs")
class RunProjection {

    private final RunViews views;
    private final TransactionBatch<RunBatch> batches;

    RunProjection(JdbcTemplate jdbc) {
        this.views = new RunViews(jdbc, InSchema.VIEWS.name());
        this.batches = new TransactionBatch<>(RunBatch.class, RunBatch::new, views::complete);
    }

    @EventHandler
    void on(RunEvent event) {
        views.take(batches.current(), event);
    }

    /** Runs are pruned only when all that happened to them was taken in here, by whichever segment. */
    @EventHandler
    void on(RunHistoryPruned event) {
        views.take(batches.current(), event);
    }
}
