package dev.runledger.ops.bench;

import java.util.Map;

/** One measurement from beginning to end: the service is started and warmed up once, then each bench has its turn. */
final class Bench {

    private static final double MEGABYTE = 1e6;

    private final BenchOptions options;
    private final Figures figures;
    private final Notes notes;

    Bench(BenchOptions options, Figures figures, Notes notes) {
        this.options = options;
        this.figures = figures;
        this.notes = notes;
    }

    void run(Teardown teardown) throws Exception {
        if (options.names().contains(BenchOptions.CRON)) {
            notes.tell("measuring " + BenchOptions.CRON);
            new CronBench(figures).run();
        }
        if (options.names().contains(BenchOptions.NODES)) {
            notes.tell("measuring " + BenchOptions.NODES);
            Teardown own = teardown.keep(Teardown::new);
            new NodesBench(figures, notes).run(own, options);
            own.close();
        }
        if (options.names().contains(BenchOptions.QUOTA)) {
            notes.tell("measuring " + BenchOptions.QUOTA);
            Teardown own = teardown.keep(Teardown::new);
            Rig rig = Rig.limited(own, notes);
            new WarmUp(rig, notes).run(options.warmup());
            Thread.sleep(options.settle());
            new QuotaBench(rig, figures).run();
            own.close();
        }
        if (options.names().contains(BenchOptions.HISTORY)) {
            notes.tell("measuring " + BenchOptions.HISTORY);
            new HistoryBench(figures, notes).run(teardown, options.history());
        }
        if (!options.served().isEmpty()) {
            measureService(teardown);
        }
    }

    private void measureService(Teardown teardown) throws Exception {
        Rig rig = Rig.start(teardown, notes);
        new WarmUp(rig, notes).run(options.warmup());
        boolean fromHere = PeakMemory.forget();
        for (String name : options.served()) {
            Thread.sleep(options.settle());
            notes.tell("measuring " + name);
            measure(name, rig);
        }
        PeakMemory.bytes()
                .ifPresent(bytes -> figures.print(
                        "all",
                        "jvm_peak_rss",
                        bytes / MEGABYTE,
                        "MB",
                        Map.of("since", fromHere ? "warm-up" : "start", "benches", options.served())));
    }

    private void measure(String name, Rig rig) throws Exception {
        switch (name) {
            case BenchOptions.DRAIN -> new DrainBench(rig, figures).run(options.runs());
            case BenchOptions.FIRES -> new FiresBench(rig, figures, notes).run(options.fires(), options.warmup());
            case BenchOptions.LATENCY -> new LatencyBench(rig, figures, name).run(options.latency());
            case BenchOptions.SLOW -> new SlowBench(rig, figures).run();
            default -> throw new IllegalArgumentException(name);
        }
    }
}
