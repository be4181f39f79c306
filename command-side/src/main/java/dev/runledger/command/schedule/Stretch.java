package dev.runledger.command.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * A time between two clock changes of a zone, in which its wall clock runs evenly. All moments are in seconds since 1970, of
 * UTC or of the wall clock.
 *
 * @param from the first second, in UTC; the clock change it begins with
 * @param until the second after its last, in UTC
 * @param offset what the wall clock is ahead of UTC
 * @param offsetBefore the same until its beginning; the first of a zone has none
 * @param seen how far the wall clock had come before: what lies from {@code seen} to {@link #wallFrom} it never shows, what
 *     lies from {@link #wallFrom} to {@code seen} it shows again
 */
record Stretch(long from, long until, int offset, int offsetBefore, long seen) {

    /** A longer gap is not made up for, in seconds (API.md §3.3). */
    private static final long SKIPPED_GAP = 3 * 3_600;

    /** Two clocks of the earth differ by less, in seconds: no clock is ahead or behind UTC by more than 18 h. */
    private static final long WIDEST = 36 * 3_600;

    /** The one that holds a moment of UTC. */
    static Stretch at(ZoneRules rules, long second) {
        Instant moment = Instant.ofEpochSecond(second);
        int offset = rules.getOffset(moment).getTotalSeconds();
        ZoneOffsetTransition end = rules.nextTransition(moment);
        long until = end == null ? Long.MAX_VALUE : end.toEpochSecond();
        ZoneOffsetTransition begin = rules.previousTransition(moment.plusSeconds(1));
        return begin == null
                ? new Stretch(Long.MIN_VALUE, until, offset, offset, Long.MIN_VALUE)
                : new Stretch(
                        begin.toEpochSecond(),
                        until,
                        offset,
                        begin.getOffsetBefore().getTotalSeconds(),
                        seen(rules, begin));
    }

    /** Usually what the clock showed just before the change; more if it was set back shortly before. */
    private static long seen(ZoneRules rules, ZoneOffsetTransition begin) {
        long seen = Long.MIN_VALUE;
        ZoneOffsetTransition change = begin;
        while (change != null && change.toEpochSecond() >= begin.toEpochSecond() - WIDEST) {
            seen = Math.max(
                    seen, change.toEpochSecond() + change.getOffsetBefore().getTotalSeconds());
            change = rules.previousTransition(change.getInstant());
        }
        return seen;
    }

    boolean holds(long second) {
        return from <= second && second < until;
    }

    /** Whether it begins with a clock change at all; the first one of a zone has no beginning. */
    boolean hasBeginning() {
        return from != Long.MIN_VALUE;
    }

    /** What the wall clock shows at its beginning. */
    long wallFrom() {
        return from + offset;
    }

    /** Whether it begins with a gap whose times of the day run at its first instant, if there are any. */
    boolean isMadeUpFor() {
        long missing = hasBeginning() ? wallFrom() - seen : 0;
        return missing > 0 && missing < SKIPPED_GAP;
    }

    /** The one after; empty for the last. */
    Optional<Stretch> next(ZoneRules rules) {
        return until == Long.MAX_VALUE ? Optional.empty() : Optional.of(at(rules, until));
    }

    ZoneOffset zoneOffset() {
        return ZoneOffset.ofTotalSeconds(offset);
    }
}
