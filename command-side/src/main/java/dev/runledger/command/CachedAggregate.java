package dev.runledger.command;

/** An aggregate that says what keeping it in memory costs. */
public interface CachedAggregate {

    /** What {@link #bytes} answers for an aggregate that nobody will ask for again. */
    int NOT_WORTH_KEEPING = -1;

    /** About how many bytes it takes; {@link #NOT_WORTH_KEEPING} once it is over. */
    int bytes();
}
