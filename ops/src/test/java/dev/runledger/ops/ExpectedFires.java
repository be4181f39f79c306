package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.schedule.ReferenceFires;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.SimulatedJob.Timing;
import dev.runledger.ops.StoredFires.Fire;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was to happen of a timetable, reckoned minute by minute from the edits alone, and whether it is what did happen: each
 * instant in one run or one recorded gap, in their order, each at the moment and with the successor that API.md §3.4 wants.
 *
 * <p>An edit that leaves an environment's schedule alone leaves its instants alone. One that changes it drops what was due by
 * the old one and not yet decided; nothing else.
 */
final class ExpectedFires {

    /** One write of a job: what it fires by from then on, and what each environment waited for until then. */
    private record Edit(
            UUID incarnation,
            Map<String, Timing> timings,
            Instant at,
            @Nullable Map<String, Instant> waiting) {}

    /** An environment under one schedule, from one edit to another. */
    private record Stretch(
            UUID incarnation,
            Timing timing,
            Instant after,
            long opened,
            long closed,
            @Nullable Instant waiting) {}

    /** Beyond the end, so that what comes next is known there too: no job pauses for longer. */
    private static final Duration BEYOND = Duration.ofDays(200);

    private final Map<String, List<Edit>> edits = new TreeMap<>();
    private final Map<Timing, NavigableSet<Instant>> reckoned = new HashMap<>();
    private final Duration misfireWindow;

    ExpectedFires(Duration misfireWindow) {
        this.misfireWindow = misfireWindow;
    }

    /**
     * @param timings by environment; empty if the job was deleted
     * @param waiting what the environments waited for just before; null if fires were decided at the same time
     */
    void edited(
            String slug,
            UUID incarnation,
            Map<String, Timing> timings,
            Instant at,
            @Nullable Map<String, Instant> waiting) {
        edits.computeIfAbsent(slug, any -> new ArrayList<>()).add(new Edit(incarnation, timings, at, waiting));
    }

    /** @param waiting the timetable as it stands in the end, by slug and environment */
    void verify(StoredFires stored, Map<String, Map<String, Instant>> waiting, Instant from, Instant end) {
        edits.forEach((slug, made) -> {
            List<Long> positions = stored.edits().getOrDefault(slug, List.of());
            assertThat(positions).as("edits of " + slug).hasSameSizeAs(made);
            Map<String, Instant> last = waiting.getOrDefault(slug, Map.of());
            assertThat(last.keySet())
                    .as("who waits of " + slug)
                    .isEqualTo(made.getLast().timings().keySet());
            Map<String, List<Fire>> fires = stored.fires().getOrDefault(slug, Map.of());
            assertThat(environments(made)).as("fires of " + slug).containsAll(fires.keySet());
            for (String environment : environments(made)) {
                List<Stretch> stretches = stretches(made, positions, environment, last.get(environment));
                verify(slug + " in " + environment, stretches, fires.getOrDefault(environment, List.of()), from, end);
            }
        });
        assertThat(edits.keySet()).containsAll(stored.fires().keySet()).containsAll(waiting.keySet());
    }

    private static Set<String> environments(List<Edit> made) {
        Set<String> environments = new TreeSet<>();
        made.forEach(edit -> environments.addAll(edit.timings().keySet()));
        return environments;
    }

    private static List<Stretch> stretches(
            List<Edit> made, List<Long> positions, String environment, @Nullable Instant last) {
        List<Stretch> stretches = new ArrayList<>();
        int opened = -1;
        for (int i = 0; i <= made.size(); i++) {
            Edit before = opened < 0 ? null : made.get(opened);
            Edit edit = i < made.size() ? made.get(i) : null;
            if (before != null && edit != null && sameTiming(before, edit, environment)) {
                continue;
            }
            Timing timing = before == null ? null : before.timings().get(environment);
            if (before != null && timing != null) {
                Instant waiting = edit == null
                        ? last
                        : edit.waiting() == null ? null : edit.waiting().get(environment);
                long closed = edit == null ? Long.MAX_VALUE : positions.get(i);
                stretches.add(
                        new Stretch(before.incarnation(), timing, before.at(), positions.get(opened), closed, waiting));
            }
            opened = i;
        }
        return stretches;
    }

    private static boolean sameTiming(Edit before, Edit after, String environment) {
        return before.incarnation().equals(after.incarnation())
                && Objects.equals(
                        before.timings().get(environment), after.timings().get(environment));
    }

    private void verify(String what, List<Stretch> stretches, List<Fire> fires, Instant from, Instant end) {
        int next = 0;
        for (Stretch stretch : stretches) {
            NavigableSet<Instant> instants = reckoned.computeIfAbsent(
                    stretch.timing(),
                    timing -> new ReferenceFires(timing.schedule(), ZoneId.of(timing.zone()))
                            .between(from, end.plus(BEYOND)));
            List<Fire> own = new ArrayList<>();
            while (next < fires.size() && fires.get(next).position() < stretch.closed()) {
                own.add(fires.get(next++));
            }
            verify(what + ", " + stretch, stretch, instants, own);
        }
        assertThat(fires.subList(next, fires.size()))
                .as(what + " while it was not enabled")
                .isEmpty();
    }

    private void verify(String what, Stretch stretch, NavigableSet<Instant> instants, List<Fire> fires) {
        Instant decided = stretch.after();
        for (int i = 0; i < fires.size(); i++) {
            Fire fire = fires.get(i);
            assertThat(fire.position()).as(what).isGreaterThan(stretch.opened());
            assertThat(fire.incarnation()).as(what).isEqualTo(stretch.incarnation());
            decided = switch (fire.event()) {
                case RunTriggered run -> ran(what, instants, decided, run);
                case FiresSkipped gap ->
                    skipped(what, instants, decided, gap, i + 1 < fires.size() ? fires.get(i + 1) : null);
                default -> throw new AssertionError(fire);
            };
        }
        if (stretch.waiting() != null) {
            assertThat(stretch.waiting()).as(what + ": waits").isEqualTo(instants.higher(decided));
        }
    }

    private Instant ran(String what, NavigableSet<Instant> instants, Instant decided, RunTriggered run) {
        Instant at = run.dueAt();
        Instant now = run.triggeredAt();
        assertThat(at).as("%s: the run after %s", what, decided).isEqualTo(instants.higher(decided));
        assertThat(at).as("%s: latest of its time %s", what, now).isEqualTo(instants.floor(now));
        assertThat(Duration.between(at, now))
                .as("%s: lateness at %s", what, now)
                .isLessThanOrEqualTo(misfireWindow);
        assertThat(run.trigger())
                .as("%s: successor at %s", what, now)
                .isEqualTo(new Trigger.Scheduled(at, instants.higher(now)));
        return at;
    }

    private Instant skipped(
            String what, NavigableSet<Instant> instants, Instant decided, FiresSkipped gap, @Nullable Fire then) {
        Instant now = gap.skippedAt();
        assertThat(gap.from()).as("%s: the gap after %s", what, decided).isEqualTo(instants.higher(decided));
        NavigableSet<Instant> within = instants.subSet(gap.from(), true, gap.to(), true);
        assertThat(gap.count()).as("%s: %s", what, gap).isEqualTo(within.size());
        assertThat(gap.to()).as("%s: end of the gap from %s", what, gap.from()).isEqualTo(within.getLast());
        assertThat(gap.next()).as("%s: successor at %s", what, now).isEqualTo(instants.higher(now));
        Instant latest = Objects.requireNonNull(instants.floor(now));
        if (Duration.between(latest, now).compareTo(misfireWindow) > 0) {
            assertThat(gap.to()).as("%s: all is too late at %s", what, now).isEqualTo(latest);
        } else {
            assertThat(gap.to()).as("%s: the latest runs at %s", what, now).isEqualTo(instants.lower(latest));
            assertThat(then).as("%s: a run at %s", what, now).isNotNull();
            assertThat(Objects.requireNonNull(then).event())
                    .as("%s: the run after the gap", what)
                    .isInstanceOfSatisfying(
                            RunTriggered.class,
                            run -> assertThat(run.triggeredAt()).isEqualTo(now));
        }
        return gap.to();
    }
}
