package dev.runledger.query.stats;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/** Which runs a tally is of. In the order in which rows are locked. */
record TallyKey(String account, Grain grain, Instant start, String environment) implements Comparable<TallyKey> {

    /** How long the time is in which the runs were created, in UTC. */
    enum Grain {
        DAY("day", ChronoUnit.DAYS),
        HOUR("hour", ChronoUnit.HOURS);

        private final String text;
        private final ChronoUnit unit;

        Grain(String text, ChronoUnit unit) {
            this.text = text;
            this.unit = unit;
        }

        /** As the table calls it. */
        String text() {
            return text;
        }

        /** The latest start that is not after the instant. */
        Instant startOf(Instant instant) {
            return instant.truncatedTo(unit);
        }

        /** The first start that is not before the instant. */
        Instant firstFrom(Instant instant) {
            Instant start = startOf(instant);
            return start.equals(instant) ? start : start.plus(1, unit);
        }
    }

    private static final Comparator<TallyKey> ORDER = Comparator.comparing(TallyKey::account)
            .thenComparing(TallyKey::grain)
            .thenComparing(TallyKey::start)
            .thenComparing(TallyKey::environment);

    static TallyKey ofHour(FinishedRun run) {
        return new TallyKey(run.account(), Grain.HOUR, Grain.HOUR.startOf(run.createdAt()), run.environment());
    }

    static TallyKey of(ResultSet row, Grain grain) throws SQLException {
        return new TallyKey(
                row.getString("account"),
                grain,
                row.getObject("start", OffsetDateTime.class).toInstant(),
                row.getString("environment"));
    }

    /** The day that an hour is part of. */
    TallyKey ofDay() {
        return new TallyKey(account, Grain.DAY, Grain.DAY.startOf(start), environment);
    }

    @Override
    public int compareTo(TallyKey other) {
        return ORDER.compare(this, other);
    }
}
