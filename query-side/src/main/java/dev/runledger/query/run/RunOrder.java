package dev.runledger.query.run;

import java.time.OffsetDateTime;

/** What a list of runs can be sorted by (API.md §5.7). Absent values come last in both directions. */
enum RunOrder {
    CREATED_AT("created_at", OffsetDateTime.class, Presence.ALWAYS),
    STARTED_AT("started_at", OffsetDateTime.class, Presence.SOMETIMES),
    FINISHED_AT("finished_at", OffsetDateTime.class, Presence.ONCE_FINISHED),
    SCHEDULED_FOR("scheduled_for", OffsetDateTime.class, Presence.SOMETIMES),
    STATUS("status", String.class, Presence.ALWAYS),
    JOB("lower(job)", String.class, Presence.ALWAYS),
    TOTAL_DURATION_MS("total_ms", Long.class, Presence.ONCE_FINISHED);

    /** Which runs have the value. */
    enum Presence {
        ALWAYS,
        SOMETIMES,
        ONCE_FINISHED
    }

    private final String column;
    private final Class<?> type;
    private final Presence presence;

    RunOrder(String column, Class<?> type, Presence presence) {
        this.column = column;
        this.type = type;
        this.presence = presence;
    }

    /** What rows are compared by. */
    String column() {
        return column;
    }

    /** The value's type in Java. */
    Class<?> type() {
        return type;
    }

    Presence presence() {
        return presence;
    }
}
