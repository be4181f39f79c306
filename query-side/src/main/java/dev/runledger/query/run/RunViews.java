package dev.runledger.query.run;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.stats.Tallies;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes what events make of runs into the tables of one schema: those that lists are read from, or those that a replay
 * builds beside them.
 */
public final class RunViews {

    /** The tables it writes, by their names in the schema. */
    public static final List<String> TABLES =
            List.of("run", "open_run", "run_snapshot", "last_run", "run_tally", "run_tally_news");

    private final RunRows rows;
    private final LastRunRows lastRuns;
    private final Tallies tallies;

    /** @param schema where the tables are */
    public RunViews(JdbcTemplate jdbc, String schema) {
        InSchema in = new InSchema(schema);
        this.rows = new RunRows(jdbc, in);
        this.lastRuns = new LastRunRows(jdbc, in);
        this.tallies = new Tallies(jdbc, in);
    }

    /**
     * Writes these events in the calling thread's transaction, a statement per table for thousands of them. Events of one run
     * have to come in order; what comes again changes nothing.
     */
    public void write(Collection<? extends RunEvent> events) {
        RunBatch batch = new RunBatch();
        events.forEach(event -> take(batch, event));
        complete(batch);
    }

    /** Removes what was pruned, in the calling thread's transaction. */
    public void write(RunHistoryPruned event) {
        RunBatch batch = new RunBatch();
        take(batch, event);
        complete(batch);
    }

    /** Adds an event to the batch, part of which is written if it has become large. */
    void take(RunBatch batch, RunEvent event) {
        batch.take(event);
        if (batch.isFull()) {
            flush(batch);
        }
    }

    /** Removes runs, with whatever the batch has of them. */
    void take(RunBatch batch, RunHistoryPruned event) {
        flush(batch);
        List<RunKey> runs =
                event.runs().stream().map(id -> new RunKey(event.account(), id)).toList();
        batch.pruned().addAll(rows.remove(runs));
    }

    /** Writes the rest, at the end of the transaction: rows that other transactions write, too, are locked from here on. */
    void complete(RunBatch batch) {
        flush(batch);
        lastRuns.keep(batch.finished(), batch.pruned());
        tallies.count(batch.finished(), batch.pruned());
    }

    /** Has the counts of runs in their final rows, in the calling thread's transaction; without it that happens now and then. */
    public void fold() {
        tallies.fold();
    }

    private void flush(RunBatch batch) {
        rows.begin(batch.begun());
        rows.start(batch.started());
        batch.finished().addAll(rows.end(batch.ended()));
        batch.finished().addAll(rows.keepWhole(batch.whole()));
        batch.clear();
    }
}
