package dev.runledger.ops.bench;

import java.time.Instant;
import java.util.Collections;

/** Reading runs, and writing them, with histories of different lengths: each is filled, measured and thrown away. */
final class HistoryBench {

    /** Any will do; the same ones make the same history. */
    private static final long SHAPE_SEED = 5;

    private static final long RUNS_SEED = 6;

    private final Figures figures;
    private final Notes notes;
    private final HistoryReport report = new HistoryReport();

    HistoryBench(Figures figures, Notes notes) {
        this.figures = figures;
        this.notes = notes;
    }

    void run(Teardown teardown, HistorySizes sizes) throws Exception {
        int longest = Collections.max(sizes.all());
        for (int runs : sizes.all()) {
            Teardown own = teardown.keep(Teardown::new);
            measure(Rig.start(own, notes), runs, sizes, runs == longest);
            own.close();
        }
        notes.tell("all in ms:" + System.lineSeparator() + report.table());
    }

    private void measure(Rig rig, int runs, HistorySizes sizes, boolean longest) throws Exception {
        HistoryTables.expectRoom(rig.data(), runs);
        HistoryShape shape = HistoryShape.of(runs, SHAPE_SEED);
        Instant until = Instant.now();
        new HistoryJobs(rig).create(shape);
        HistoryTables tables = new HistoryTables(rig, notes);
        tables.fill(HistoryRuns.until(until, shape, runs, RUNS_SEED), until);
        new FamilyBench(rig, runs, sizes.each(), new FamilyBench.Output(figures, notes, report))
                .run(Families.of(shape, until).stream()
                        .filter(family -> family.name().contains(sizes.family()))
                        .toList());
        if (longest && sizes.writes() > 0) {
            new WriteBench(rig, tables, figures, notes).run(shape, runs, sizes.writes());
        }
    }
}
