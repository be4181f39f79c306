package dev.runledger.ops.chaos.check;

import dev.runledger.command.schedule.FireTimes;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobDefinition.Effective;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.chaos.check.Ledger.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every due instant is one run or lies in one recorded gap: walks through all edits and fires in their order and knows of each
 * job and environment which instant must be the next.
 */
final class CoverageCheck {

    /** What an enabled environment fires by, and the instant that it waits for. */
    private record Waiting(
            UUID incarnation,
            @Nullable String schedule,
            @Nullable String timezone,
            Instant next) {

        boolean goesOn(JobEvent edit, Effective effective) {
            return incarnation.equals(edit.incarnation())
                    && Objects.equals(schedule, effective.schedule())
                    && Objects.equals(timezone, effective.timezone());
        }

        Instant after(Instant instant) {
            return times().next(instant);
        }

        FireTimes times() {
            return FireTimes.of(Objects.requireNonNull(schedule), timezone);
        }

        Waiting until(Instant then) {
            return new Waiting(incarnation, schedule, timezone, then);
        }
    }

    private final Evidence evidence;
    private final Findings findings;
    private final Map<Place, Waiting> waiting = new HashMap<>();
    private final Map<UUID, Instant> armed = new HashMap<>();

    CoverageCheck(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void judge() {
        for (StoredEvent stored : evidence.ledger().events()) {
            switch (stored.event()) {
                case JobEvent edit -> edited(edit);
                case FiresSkipped gap -> skipped(gap);
                case RunTriggered run -> began(run);
                default -> {
                    // What becomes of a run does not matter here.
                }
            }
        }
        armed.forEach((run, at) -> findings.loss(run, "a one-off was armed for " + at + ", its run never began"));
        judgeEnd();
    }

    private void edited(JobEvent edit) {
        JobView job = JobView.after(edit);
        Map<Place, Waiting> before = new HashMap<>();
        for (Place place : List.copyOf(waiting.keySet())) {
            if (place.slug().equals(job.key().slug())) {
                before.put(place, Objects.requireNonNull(waiting.remove(place)));
            }
        }
        if (edit instanceof JobDeleted) {
            return;
        }
        job.next().forEach((environment, next) -> {
            if (next.run() == null) {
                Place place = new Place(job.key().slug(), environment);
                enabled(edit, place, next, before.get(place));
            } else if (!began(next.run())) {
                armed.put(next.run(), next.at());
            }
        });
    }

    /** Whether the run that a one-off waits for was begun by an earlier write. */
    private boolean began(UUID run) {
        RunStory story = evidence.runs().get(run);
        return story != null && story.triggered().isPresent();
    }

    private void enabled(JobEvent edit, Place place, NextRun next, @Nullable Waiting before) {
        Effective effective = edit.definition().effectiveIn(place.environment());
        Waiting now = new Waiting(edit.incarnation(), effective.schedule(), effective.timezone(), next.at());
        if (before != null && before.goesOn(edit, effective)) {
            findings.wrongUnless(
                    before.next().equals(next.at()),
                    place,
                    "version " + edit.version() + " left the schedule alone and moved its next fire from "
                            + before.next() + " to " + next.at());
        } else {
            Instant at = JobView.after(edit).updatedAt();
            findings.wrongUnless(
                    now.after(at).equals(next.at()),
                    place,
                    "enabled at " + at + ", it is to fire next at " + next.at() + " instead of " + now.after(at));
        }
        waiting.put(place, now);
    }

    private void began(RunTriggered run) {
        armed.remove(run.run().id());
        if (!(run.trigger() instanceof Trigger.Scheduled(Instant at, Instant next)) || next == null) {
            return;
        }
        Place place = new Place(run.job(), run.environment());
        JobKey job = run.jobKey();
        UUID id = RunIds.fire(job, run.incarnation(), run.environment(), at);
        findings.wrongUnless(run.run().id().equals(id), place, "the run for " + at + " has not the id of that fire");
        covered(place, run.incarnation(), at, at).ifPresent(then -> {
            findings.wrongUnless(
                    then.next().isAfter(run.triggeredAt()),
                    place,
                    "at " + run.triggeredAt() + " it fired for " + at + ", which was not the latest instant");
            findings.wrongUnless(then.next().equals(next), place, "after " + at + " it waits for " + next);
        });
    }

    private void skipped(FiresSkipped gap) {
        Place place = new Place(gap.job().slug(), gap.environment());
        covered(place, gap.incarnation(), gap.from(), gap.to()).ifPresent(then -> {
            long count = then.times().count(gap.from(), gap.to());
            findings.wrongUnless(
                    count == gap.count(), place, "a gap says " + gap.count() + " instants and holds " + count);
        });
    }

    /** Takes note that all from one instant to another is decided; empty if nothing was to be decided there. */
    private Optional<Waiting> covered(Place place, UUID incarnation, Instant from, Instant to) {
        Waiting now = waiting.get(place);
        if (now == null || !now.incarnation().equals(incarnation)) {
            findings.wrong(place, "it fired for " + from + " while it was not enabled");
            return Optional.empty();
        }
        if (from.isBefore(now.next())) {
            findings.twice(place, from + " was decided before; it waited for " + now.next());
        } else if (from.isAfter(now.next())) {
            findings.loss(place, now.next() + " was neither run nor recorded as skipped; " + from + " came next");
        }
        Waiting then = now.until(now.after(to));
        waiting.put(place, then);
        return Optional.of(then);
    }

    /** Nothing that has come due is left, and both timetables wait for what the events say. */
    private void judgeEnd() {
        Ledger ledger = evidence.ledger();
        Instant past = ledger.now().minus(OpenRunsCheck.UNDER_WAY);
        Map<Place, Instant> next = new HashMap<>();
        waiting.forEach((place, waits) -> {
            next.put(place, waits.next());
            if (waits.next().isBefore(past)) {
                findings.loss(place, waits.next() + " is still undecided at " + ledger.now());
            }
        });
        agree("ledger.next_fire", next, ledger.nextFires());
        agree("views.next_run", next, ledger.nextRunRows());
    }

    private void agree(String table, Map<Place, Instant> expected, Map<Place, Instant> held) {
        List<Place> places = new ArrayList<>(expected.keySet());
        held.keySet().stream().filter(place -> !expected.containsKey(place)).forEach(places::add);
        for (Place place : places) {
            findings.wrongUnless(
                    Objects.equals(expected.get(place), held.get(place)),
                    place,
                    table + " has " + held.get(place) + ", the events say " + expected.get(place));
        }
    }
}
