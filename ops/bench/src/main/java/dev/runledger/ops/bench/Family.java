package dev.runledger.ops.bench;

import java.util.List;

/**
 * Requests of one kind that differ in what a user would vary.
 *
 * @param paths at least one
 * @param kind what is expected of it
 */
record Family(String name, Kind kind, List<String> paths) {

    /** What is expected of a family. */
    enum Kind {
        /** An index serves its filter or its order. */
        SERVED,
        /** The latest runs of each job and environment. */
        LAST,
        /** A combination too rare for an index of its own: only its first page is asked for. */
        RARE,
        /** Statistics, which have no pages. */
        STATS
    }

    Family {
        paths = List.copyOf(paths);
    }

    boolean hasPages() {
        return kind != Kind.STATS && kind != Kind.RARE;
    }
}
