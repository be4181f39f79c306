package dev.runledger.query.stats;

import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.Where;
import dev.runledger.query.stats.TallyKey.Grain;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in whole milliseconds.
 *
 * @param from the first instant in it; null for no bound
 * @param to the first instant behind it; null for no bound
 */
record Period(@Nullable Instant from, @Nullable Instant to) {

    static final Period ALWAYS = new Period(null, null);

    /** The same instants, as far as they are whole milliseconds. */
    static Period of(Interval interval) {
        Instant lower = interval.lower();
        Instant upper = interval.upper();
        return new Period(
                lower == null || interval.lowerIncluded() ? lower : lower.plusMillis(1),
                upper == null || !interval.upperIncluded() ? upper : upper.plusMillis(1));
    }

    boolean isEmpty() {
        return from != null && to != null && !from.isBefore(to);
    }

    /** The whole hours or days in it; empty if there are none. */
    Period whole(Grain grain) {
        return new Period(from == null ? null : grain.firstFrom(from), to == null ? null : grain.startOf(to));
    }

    /** What lies before a period that begins in this one. */
    Period before(Period inner) {
        return inner.from == null ? new Period(Instant.EPOCH, Instant.EPOCH) : new Period(from, inner.from);
    }

    /** What lies behind a period that ends in this one. */
    Period behind(Period inner) {
        return inner.to == null ? new Period(Instant.EPOCH, Instant.EPOCH) : new Period(inner.to, to);
    }

    /** The column lies in it. */
    Where in(Where where, String column) {
        if (from != null) {
            where.and(column + " >= ?", from.atOffset(ZoneOffset.UTC));
        }
        if (to != null) {
            where.and(column + " < ?", to.atOffset(ZoneOffset.UTC));
        }
        return where;
    }
}
