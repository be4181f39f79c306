package dev.runledger.ops.bench;

import java.io.PrintStream;
import java.util.List;

/** The entrance of {@code ./runledger bench}. */
final class BenchMain {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final int INTERRUPTED = 130;

    private BenchMain() {}

    public static void main(String[] words) {
        // The figures alone go to standard output; what the service logs goes where the notes go.
        PrintStream figures = System.out;
        System.setOut(System.err);
        System.exit(run(List.of(words), figures));
    }

    private static int run(List<String> words, PrintStream figures) {
        Teardown teardown = new Teardown();
        try (teardown) {
            Notes notes = new Notes(System.err);
            if (!words.isEmpty() && words.getFirst().equals(ReplayBench.NAME)) {
                int runs = ReplayBench.runs(words.subList(1, words.size()));
                closeOnSignal(teardown);
                new ReplayBench(new Figures(figures), notes).run(teardown, runs);
                return 0;
            }
            BenchOptions options = BenchOptions.read(words);
            closeOnSignal(teardown);
            new Bench(options, new Figures(figures), notes).run(teardown);
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return BAD_USAGE;
        } catch (Exception e) {
            if (!teardown.isClosed()) {
                System.err.println("The benchmark failed: " + e);
            }
            return FAILED;
        }
    }

    /** Without this, Ctrl-C would leave the data behind. */
    private static void closeOnSignal(Teardown teardown) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (!teardown.isClosed()) {
                teardown.close();
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        }));
    }
}
