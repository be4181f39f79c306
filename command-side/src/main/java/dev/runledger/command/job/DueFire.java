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

    /** Instants from the one that was waited for to the last, that nothing ran for. */
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
        return new Run(latest, before(times, due, latest), next);
    }

    private static Optional<Gap> before(FireTimes times, Instant due, Instant run) {
        return run.equals(due)
                ? Optional.empty()
                : Optional.of(
                        gap(times, due, times.latest(due, run.minusMillis(1)).orElse(due)));
    }

    /** The first counts in any case: rules of time zones change, and then what was waited for is no instant of theirs. */
    private static Gap gap(FireTimes times, Instant from, Instant to) {
        return new Gap(from, to, 1 + times.count(from.plusMillis(1), to));
    }
}
