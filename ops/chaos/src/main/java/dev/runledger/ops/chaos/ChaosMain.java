package dev.runledger.ops.chaos;

import java.io.PrintStream;
import java.util.List;

/** The entrance of {@code ./runledger chaos}. */
final class ChaosMain {

    static final int CLEAN = 0;
    static final int VIOLATED = 1;
    static final int BAD_USAGE = 2;

    /** The harness failed, which says nothing about the service. */
    static final int HARNESS_FAILED = 3;

    private ChaosMain() {}

    public static void main(String[] words) {
        // The lines for programs alone go to standard output.
        PrintStream lines = System.out;
        System.setOut(System.err);
        System.exit(run(List.of(words), lines, System.err));
    }

    static int run(List<String> arguments, PrintStream lines, PrintStream words) {
        try {
            ChaosOptions options = ChaosOptions.read(arguments);
            return new Chaos(options, new Report(lines, words)).run() ? CLEAN : VIOLATED;
        } catch (IllegalArgumentException e) {
            words.println(e.getMessage());
            return BAD_USAGE;
        } catch (Exception e) {
            words.println("The harness itself failed:");
            e.printStackTrace(words);
            return HARNESS_FAILED;
        }
    }
}
