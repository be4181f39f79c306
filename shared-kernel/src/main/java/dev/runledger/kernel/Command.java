package dev.runledger.kernel;

/** Something asked of one stream. */
public interface Command {

    /** The stream that decides; commands to one stream are handled one after the other. */
    String stream();

    /**
     * Whether this command must share its transaction with no other. Edits of a job do: they replace facts that other
     * commands of a batch read once, when the batch begins.
     */
    default boolean alone() {
        return false;
    }
}
