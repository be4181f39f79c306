package dev.runledger.command.job;

import dev.runledger.command.schedule.FireTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of an instant that has come (API.md §3.4): the latest one up to now runs, if it is not too late for it; those
 * that passed before it unseen are skipped, and none is made up for.
 */
sealed interface DueFire {

    /** The first instant of the schedule that is still to come. */
    Instant next();

    /** The instant to run, and what passed unseen before it. */
    record Run(Instant at, Optional<Gap> before, Instant next) implements DueFire {}

    /** Nothing runs. */
    record Skip(Gap gap, Instant next) implements DueFire {}

    /** Instants of the schedule, from the first to the last, that nothing ran for. */
    record Gap(Instant from, Instant to, long count) {}

    /**
     * @param due the instant that was waited for, not after now
     * @param window how late a fire may still run
     */
    static DueFire decide(FireTimes times, Instant due, Instant now, Duration window) {
        Instant latest = times.latest(due, now).orElse(due);
        Instant next = times.next(now);
        if (Duration.between(latest, now).compareTo(window) > 0) {
            return new Skip(gap(times, due, latest), next);
        }
        Optional<Gap> before = times.latest(due, latest.minusMillis(1)).map(last -> gap(times, due, last));
        return new Run(latest, before, next);
    }

    private static Gap gap(FireTimes times, Instant from, Instant to) {
        return new Gap(from, to, times.count(from, to));
    }
}
