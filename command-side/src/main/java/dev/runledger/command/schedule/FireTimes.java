package dev.runledger.command.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instants at which an expression fires in a zone (API.md §3.3). May be asked by any number of threads.
 *
 * <p>Within a {@link Stretch} the wall clock is UTC with an offset, so the expression's own reckoning serves; what a clock
 * change adds or takes away is decided where a stretch begins.
 */
public final class FireTimes {

    /** No clock on earth is ahead of UTC by more, in seconds. */
    private static final long FARTHEST_AHEAD = 18 * 3_600;

    private final CronExpression expression;
    private final ZoneRules rules;
    private final boolean fixedTime;

    /** Where the last question led. Threads may see each other's or not; each is right for what it holds. */
    private Stretch recent;

    private FireTimes(CronExpression expression, ZoneId zone) {
        this.expression = expression;
        this.rules = zone.getRules();
        this.fixedTime = expression.isFixedTime();
        this.recent = Stretch.at(rules, 0);
    }

    public static FireTimes of(CronExpression expression, ZoneId zone) {
        return new FireTimes(expression, zone);
    }

    /**
     * Of texts that were found valid before.
     *
     * @param timezone null for UTC
     * @throws IllegalArgumentException for texts that never were
     */
    public static FireTimes of(String cron, @Nullable String timezone) {
        try {
            ZoneId zone = timezone == null ? ZoneOffset.UTC : TimeZones.require(timezone);
            return of(CronExpression.parse(cron), zone);
        } catch (InvalidSchedule e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The first fire after an instant, never at it. */
    public Instant next(Instant after) {
        return Instant.ofEpochSecond(from(after.getEpochSecond() + 1));
    }

    /** The last fire from one instant to another, both included. */
    public Optional<Instant> latest(Instant notBefore, Instant notAfter) {
        long first = ceiling(notBefore);
        long last = notAfter.getEpochSecond();
        if (first > last) {
            return Optional.empty();
        }
        long found = lookBack(first, last);
        return found > last ? Optional.empty() : Optional.of(Instant.ofEpochSecond(lastOf(found, last)));
    }

    /** How many fires there are from one instant to another, both included. */
    public long count(Instant from, Instant to) {
        long end = to.getEpochSecond() + 1;
        long count = 0;
        for (long second = ceiling(from); second < end; second = recent(second).until()) {
            Stretch stretch = recent(second);
            count += count(stretch, second, Math.min(end, stretch.until()));
        }
        return count;
    }

    /** The smallest distance of consecutive fires if clocks never changed (API.md §3.3, last paragraph). */
    public Duration smallestInterval() {
        return Duration.ofSeconds(expression.smallestDistance());
    }

    /** The first fire at a second or after it. */
    private long from(long second) {
        long earliest = second;
        while (true) {
            Stretch stretch = recent(earliest);
            if (earliest == stretch.from() && makesUp(stretch)) {
                return earliest;
            }
            long match = expression.nextMatch(wallFrom(stretch, earliest));
            if (match - stretch.offset() < stretch.until()) {
                return match - stretch.offset();
            }
            // A time of the day that is still to come comes nowhere on earth before this moment; a rhythm may meet a
            // clock
            // that was set back sooner.
            earliest = fixedTime ? Math.max(stretch.until(), match - FARTHEST_AHEAD) : stretch.until();
        }
    }

    /** From where on matches count: a time of the day counts only when the clock shows it first. */
    private long wallFrom(Stretch stretch, long second) {
        long wall = second + stretch.offset();
        return fixedTime ? Math.max(wall, stretch.seen()) : wall;
    }

    /** Whether times of the day were missed by the clock change before, so that its first instant stands in for them. */
    private boolean makesUp(Stretch stretch) {
        return fixedTime && stretch.isMadeUpFor() && expression.nextMatch(stretch.seen()) < stretch.wallFrom();
    }

    private long count(Stretch stretch, long from, long until) {
        long wall = wallFrom(stretch, from);
        long end = until + stretch.offset();
        boolean extra = from == stretch.from() && makesUp(stretch) && expression.nextMatch(wall) > wall;
        return (extra ? 1 : 0) + (wall < end ? expression.matches(wall, end) : 0);
    }

    /** A fire near the end, if there is one at all: looks at ever longer times before the end. */
    private long lookBack(long first, long last) {
        long span = 60;
        long found = from(Math.max(first, last - span));
        while (found > last && first < last - span) {
            span *= 4;
            found = from(Math.max(first, last - span));
        }
        return found;
    }

    /** The last fire up to a moment by halving what lies between it and the fire known to be before. */
    private long lastOf(long fire, long last) {
        long known = fire;
        long end = last;
        while (known < end) {
            long middle = end - (end - known) / 2;
            long found = from(middle);
            if (found <= last) {
                known = found;
            } else {
                end = middle - 1;
            }
        }
        return known;
    }

    private Stretch recent(long second) {
        Stretch stretch = recent;
        if (!stretch.holds(second)) {
            stretch = Stretch.at(rules, second);
            recent = stretch;
        }
        return stretch;
    }

    private static long ceiling(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }
}
