package dev.runledger.ops.bench;

import java.io.PrintStream;

/** Tells a human what goes on; figures are told by {@link Figures}. */
record Notes(PrintStream out) {

    void tell(String sentence) {
        out.println("bench: " + sentence);
    }
}
