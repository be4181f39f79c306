package dev.runledger.ops.replay;

import java.time.Duration;
import java.util.List;

/**
 * How a replay ended.
 *
 * @param differences where the live view was not what the events make
 * @param swapped whether the rebuilt view is the live one now
 * @param events how many events of runs were in the bulk
 */
public record ReplayResult(List<Difference> differences, boolean swapped, long events, Times times) {

    /**
     * Where the time went.
     *
     * @param bulk reading, decoding and writing the events there were at the beginning
     * @param indexes building the indexes and looking at what is in the tables
     * @param comparing both views
     * @param whole from the first statement to the last
     * @param pause the longest that the live view could not go on
     */
    public record Times(Duration bulk, Duration indexes, Duration comparing, Duration whole, Duration pause) {}
}
