package dev.runledger.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much {@code history} measures.
 *
 * @param histories how many runs each history has, one after the other; empty for the usual ones
 * @param each how long each family is asked for at each position
 * @param family a part of the names of the families that are measured; empty for all
 * @param writes how many more runs are projected into the longest history
 */
record HistorySizes(List<Integer> histories, Duration each, String family, int writes) {

    static final HistorySizes DEFAULTS = new HistorySizes(List.of(), Duration.ofSeconds(5), "", 30_000);

    private static final List<Integer> USUAL = List.of(100_000, 10_000_000);

    HistorySizes {
        histories = List.copyOf(histories);
    }

    /** Those asked for, or the usual ones. */
    List<Integer> all() {
        return histories.isEmpty() ? USUAL : histories;
    }

    HistorySizes withHistory(int runs) {
        List<Integer> more = new ArrayList<>(histories);
        more.add(runs);
        return new HistorySizes(more, each, family, writes);
    }

    HistorySizes withEach(int seconds) {
        return new HistorySizes(histories, Duration.ofSeconds(seconds), family, writes);
    }

    HistorySizes withFamily(String part) {
        return new HistorySizes(histories, each, part, writes);
    }

    HistorySizes withWrites(int runs) {
        return new HistorySizes(histories, each, family, runs);
    }
}
