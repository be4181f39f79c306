package dev.runledger.ops.bench;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunView;
import dev.runledger.ops.bench.Indexes.Index;
import dev.runledger.query.run.RunViews;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What it costs PostgreSQL to project runs into a long history, and what each index has in that. */
final class WriteBench {

    private static final int BATCH = 1_000;

    /** Where every run is a transaction of its own, fewer do. */
    private static final int SINGLE_PART = 10;

    /** Times as many runs, so that most pages are changed several times between two checkpoints. */
    private static final int MANY = 10;

    private static final double MICROS = 1e6;
    private static final double MEGABYTE = 1e6;

    private final Rig rig;
    private final HistoryTables tables;
    private final Figures figures;
    private final Notes notes;
    private final RunViews views;
    private final TransactionTemplate transactions;

    private long seed = 7;

    WriteBench(Rig rig, HistoryTables tables, Figures figures, Notes notes) {
        this.rig = rig;
        this.tables = tables;
        this.figures = figures;
        this.notes = notes;
        this.views = new RunViews(rig.sql(), "views");
        this.transactions = new TransactionTemplate(rig.node().part(PlatformTransactionManager.class));
    }

    /** Leaves the history without most of its indexes. */
    void run(HistoryShape shape, int history, int runs) throws Exception {
        try (Connection connection = tables.connect()) {
            printSizes(connection, history);
            write(shape, runs, BATCH);
            double all = write(shape, runs, BATCH);
            print("write_postgres_cpu", all, "µs per run", Map.of("history", history, "batch", BATCH, "runs", runs));
            int many = runs * MANY;
            print(
                    "write_postgres_cpu",
                    write(shape, many, BATCH),
                    "µs per run",
                    Map.of("history", history, "batch", BATCH, "runs", many));
            int single = Math.max(1, runs / SINGLE_PART);
            print(
                    "write_postgres_cpu",
                    write(shape, single, 1),
                    "µs per run",
                    Map.of("history", history, "batch", 1, "runs", single));
            double before = all;
            for (Index index : Indexes.of(connection, "views.run")) {
                if (!index.key()) {
                    index.drop(connection);
                    double without = write(shape, runs, BATCH);
                    print(
                            "index_postgres_cpu",
                            before - without,
                            "µs per run",
                            Map.of("history", history, "index", index.name(), "left", without));
                    before = without;
                }
            }
        }
    }

    /** Returns what PostgreSQL used per run, in microseconds, with all that it does behind a commit. */
    private double write(HistoryShape shape, int runs, int batch) throws SQLException {
        notes.tell("writing %,d runs in batches of %,d".formatted(runs, batch));
        HistoryRuns history = HistoryRuns.since(Instant.now(), shape, runs, seed++);
        checkpoint();
        Optional<CpuTime> before = CpuTime.now(rig.data());
        List<RunView> some = new ArrayList<>();
        while (history.hasNext()) {
            some.add(history.next());
            if (some.size() == batch || !history.hasNext()) {
                write(HistoryEvents.of(some));
                some.clear();
            }
        }
        checkpoint();
        return CpuTime.now(rig.data())
                .map(now -> now.since(before.orElseThrow()).postgres() * MICROS / runs)
                .orElse(Double.NaN);
    }

    private void write(HistoryEvents events) {
        for (List<RunEvent> state : List.of(events.triggered(), events.started(), events.ended())) {
            transactions.executeWithoutResult(status -> views.write(state));
        }
    }

    private void checkpoint() throws SQLException {
        try (Connection connection = tables.connect()) {
            HistoryTables.execute(connection, "CHECKPOINT");
        }
    }

    private void printSizes(Connection connection, int history) throws SQLException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        String sql = """
                SELECT relname, pg_relation_size(pg_class.oid) FROM pg_class
                 WHERE relnamespace = 'views'::regnamespace AND relkind IN ('r', 'i') AND relname ~ '^(run|last_run|open_run)'
                 ORDER BY relkind DESC, 2 DESC""";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sizes.put(rows.getString(1), rows.getLong(2));
            }
        }
        sizes.forEach((relation, bytes) ->
                print("size", bytes / MEGABYTE, "MB", Map.of("history", history, "relation", relation)));
    }

    private void print(String figure, double value, String unit, Map<String, ?> circumstances) {
        figures.print(BenchOptions.HISTORY, figure, value, unit, circumstances);
    }
}
