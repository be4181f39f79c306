package dev.runledger.command.job;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.job.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** The instant at which an edit counts as made: now, but not before what was decided before it. */
final class EditTime {

    /**
     * How far a clock may be set back so that edits still count from what was decided before. One that was years ahead for a
     * moment must not keep a job waiting for them.
     */
    private static final Duration SET_BACK = Duration.ofHours(1);

    private EditTime() {}

    /**
     * A clock that was set back shows a time for which fires were decided already. An edit comes after them, else the next
     * fire that it plans could be one that was.
     */
    static Instant of(JobView current, Facts facts, Instant clock) {
        Instant now = since(current.updatedAt(), clock);
        return facts.nextFires().entrySet().stream()
                .map(fire -> SelfRuns.decided(
                        fire.getValue(), current.definition().effectiveIn(fire.getKey()), now, now.plus(SET_BACK)))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    /** Now, or the last edit if the clock was set back since then, but not by far. */
    static Instant since(Instant edited, Instant now) {
        return edited.isAfter(now) && !edited.isAfter(now.plus(SET_BACK)) ? edited : now;
    }
}
