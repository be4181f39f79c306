package dev.runledger.query.stats;

/**
 * Bins of durations in milliseconds. Below 128 ms every value is a bin of its own; a larger one keeps its leading bit and the
 * six bits behind it, so a bin's middle lies within 0.8 % of all it holds. Whole numbers only: Java and the migration that counted older runs agree exactly.
 */
final class DurationBins {

    /** More than any bin. */
    static final int COUNT = (56 << 6) + 128;

    /** Bits that are kept behind the leading one. */
    private static final int KEPT = 6;

    private DurationBins() {}

    /** The bin of a duration; a negative one, which only a clock that was set could make, counts as none at all. */
    static int of(long millis) {
        long value = Math.max(0, millis);
        int cut = Math.max(0, Long.SIZE - 1 - KEPT - Long.numberOfLeadingZeros(value));
        return (cut << KEPT) + (int) (value >> cut);
    }

    /** What stands for all durations in the bin, in milliseconds. */
    static long middle(int bin) {
        int cut = Math.max(0, (bin >> KEPT) - 1);
        long least = (long) (bin - (cut << KEPT)) << cut;
        return least + ((1L << cut) - 1) / 2;
    }
}
