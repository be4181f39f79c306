package dev.runledger.query.run;

/**
 * What a list of runs can be sorted by (API.md §5.7). Absent values come last in both directions, so their place is taken
 * by the greatest or the least value there is, and one comparison of (value, id) continues any order.
 */
enum RunOrder {
    CREATED_AT("created_at", "timestamptz"),
    STARTED_AT("started_at", "timestamptz", "'infinity'", "'-infinity'"),
    FINISHED_AT("finished_at", "timestamptz", "'infinity'", "'-infinity'"),
    SCHEDULED_FOR("scheduled_for", "timestamptz", "'infinity'", "'-infinity'"),
    STATUS("status", "text"),
    JOB("lower(job)", "text"),
    TOTAL_DURATION_MS("total_ms", "bigint", "9223372036854775807", "-9223372036854775808");

    private final String type;
    private final String ascending;
    private final String descending;

    RunOrder(String column, String type) {
        this.type = type;
        this.ascending = column;
        this.descending = column;
    }

    RunOrder(String column, String type, String greatest, String least) {
        this.type = type;
        this.ascending = "coalesce(" + column + ", " + greatest + ")";
        this.descending = "coalesce(" + column + ", " + least + ")";
    }

    /** What rows are compared by, never null. */
    String value(boolean descending) {
        return descending ? this.descending : this.ascending;
    }

    /** The value's type in SQL. */
    String type() {
        return type;
    }
}
