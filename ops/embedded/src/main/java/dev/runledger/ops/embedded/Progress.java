package dev.runledger.ops.embedded;

/** Is told what the start of the database is doing, one sentence at a time. */
@FunctionalInterface
public interface Progress {

    void step(String sentence);
}
