package dev.runledger.query.run;

/** What a list of runs can be sorted by (API.md §5.7). Absent values come last in both directions. */
enum RunOrder {
    CREATED_AT("created_at", "timestamptz", Presence.ALWAYS),
    STARTED_AT("started_at", "timestamptz", Presence.SOMETIMES),
    FINISHED_AT("finished_at", "timestamptz", Presence.ONCE_FINISHED),
    SCHEDULED_FOR("scheduled_for", "timestamptz", Presence.SOMETIMES),
    STATUS("status", "text", Presence.ALWAYS),
    JOB("lower(job)", "text", Presence.ALWAYS),
    TOTAL_DURATION_MS("total_ms", "bigint", Presence.ONCE_FINISHED);

    /** Which runs have the value. */
    enum Presence {
        ALWAYS,
        SOMETIMES,
        ONCE_FINISHED
    }

    private final String column;
    private final String type;
    private final Presence presence;

    RunOrder(String column, String type, Presence presence) {
        this.column = column;
        this.type = type;
        this.presence = presence;
    }

    /** What rows are compared by. */
    String column() {
        return column;
    }

    /** The value's type in SQL. */
    String type() {
        return type;
    }

    Presence presence() {
        return presence;
    }
}
