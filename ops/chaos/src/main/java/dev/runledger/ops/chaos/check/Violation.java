package dev.runledger.ops.chaos.check;

/**
 * Something that must never be.
 *
 * @param subject the run, job or position it is about
 * @param detail for people
 */
public record Violation(Kind kind, String check, String subject, String detail) {

    /** What it means for whoever relies on the service. */
    public enum Kind {
        /** Something that was promised is not there. */
        LOSS,
        /** Something that may be once is there twice. */
        DOUBLE,
        /** Two things that must agree do not. */
        WRONG
    }
}
