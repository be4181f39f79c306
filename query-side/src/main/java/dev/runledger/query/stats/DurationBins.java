package dev.runledger.query.stats;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Bins of durations in milliseconds. Below 128 ms every value is a bin of its own; a larger one keeps its leading bit and the
 * six bits behind it, so a bin's middle lies within 0.8 % of all it holds. Whole numbers only: Java and SQL agree exactly.
 */
final class DurationBins {

    /** More than any bin. */
    static final int COUNT = (56 << 6) + 128;

    /** Bits that are kept behind the leading one. */
    private static final int KEPT = 6;

    /** From the least duration of which a bit is cut. */
    private static final String POWERS = LongStream.rangeClosed(KEPT + 1, Long.SIZE - 2)
            .mapToObj(bit -> Long.toString(1L << bit))
            .collect(Collectors.joining(",", "{", "}"));

    private DurationBins() {}

    /** The bin of a duration; a negative one, which only a clock that was set could make, counts as none at all. */
    static int of(long millis) {
        long value = Math.max(0, millis);
        int cut = Math.max(0, Long.SIZE - 1 - KEPT - Long.numberOfLeadingZeros(value));
        return (cut << KEPT) + (int) (value >> cut);
    }

    /** The bin of what a column of milliseconds holds, in SQL: how many bits are cut is where it lies among powers of two. */
    static String sql(String column) {
        String cut = "width_bucket(" + column + ", '" + POWERS + "'::bigint[])";
        return "(" + cut + " << " + KEPT + ") + (" + column + " >> " + cut + ")";
    }

    /** What stands for all durations in the bin, in milliseconds. */
    static long middle(int bin) {
        int cut = Math.max(0, (bin >> KEPT) - 1);
        long least = (long) (bin - (cut << KEPT)) << cut;
        return least + ((1L << cut) - 1) / 2;
    }
}
