package dev.runledger.query.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.IntUnaryOperator;

/** How many durations fell into each of the {@link DurationBins}. Used by one thread. */
final class DurationHistogram {

    private long[] counts = new long[0];
    private long total;

    /** Counts one duration. */
    void add(long millis) {
        add(DurationBins.of(millis), 1);
    }

    void add(int bin, long count) {
        if (bin >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(DurationBins.COUNT, bin + bin / 2 + 1));
        }
        counts[bin] += count;
        total += count;
    }

    /** Adds bins and the count of each, as {@link #bins} and {@link #counts} tell them. */
    void add(Integer[] bins, Integer[] counts) {
        for (int i = 0; i < bins.length; i++) {
            add(bins[i], counts[i]);
        }
    }

    void add(DurationHistogram more) {
        for (int bin = 0; bin < more.counts.length; bin++) {
            if (more.counts[bin] != 0) {
                add(bin, more.counts[bin]);
            }
        }
    }

    /**
     * The least duration that so many percent do not exceed (nearest rank), within 0.8 %, in milliseconds; empty if nothing
     * was counted.
     *
     * @param percent 1–100
     */
    Optional<Long> percentile(int percent) {
        long rank = (total * percent + 99) / 100;
        long seen = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            seen += counts[bin];
            if (counts[bin] > 0 && seen >= rank) {
                return Optional.of(DurationBins.middle(bin));
            }
        }
        return Optional.empty();
    }

    /** The bins that hold any, ascending, as PostgreSQL writes an array. */
    String bins() {
        return array(bin -> bin);
    }

    /** How many each of {@link #bins} holds. */
    String counts() {
        return array(bin -> Math.toIntExact(counts[bin]));
    }

    private String array(IntUnaryOperator value) {
        StringJoiner array = new StringJoiner(",", "{", "}");
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] != 0) {
                array.add(Integer.toString(value.applyAsInt(bin)));
            }
        }
        return array.toString();
    }
}
