package dev.runledger.ops.bench;

import java.time.Duration;

/**
 * How much {@code fires} measures.
 *
 * @param spread jobs that come due one after the other
 * @param together jobs that come due at the same instant
 * @param timetable jobs that stand in the timetable while nothing comes due
 * @param idling how long nothing comes due
 */
record FireSizes(int spread, int together, int timetable, Duration idling) {

    static final FireSizes DEFAULTS = new FireSizes(200, 2_000, 100_000, Duration.ofSeconds(30));

    FireSizes withSpread(int jobs) {
        return new FireSizes(jobs, together, timetable, idling);
    }

    FireSizes withTogether(int jobs) {
        return new FireSizes(spread, jobs, timetable, idling);
    }

    FireSizes withTimetable(int jobs) {
        return new FireSizes(spread, together, jobs, idling);
    }

    FireSizes withIdling(int seconds) {
        return new FireSizes(spread, together, timetable, Duration.ofSeconds(seconds));
    }
}
