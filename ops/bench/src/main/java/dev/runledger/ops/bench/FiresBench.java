package dev.runledger.ops.bench;

import dev.runledger.kernel.JobKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * How late jobs run that their schedules call, and what those cost that are not due. Recurring jobs have a yearly schedule, and
 * their next instants are then moved: a schedule knows minutes only, and a fire of the same jobs must not come in between.
 */
final class FiresBench {

    private static final String YEARLY = "0 0 1 1 *";

    /** Longer than the service reads ahead, so that it learns of an instant as of any other: by a reading of its timetable. */
    private static final Duration AHEAD = Duration.ofSeconds(6);

    /** Between two instants of a spread: 200 jobs are due within 8 s. */
    private static final Duration GAP = Duration.ofMillis(40);

    /** The list of runs is not asked before, because asking takes time from what is measured. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private static final int RUNS_PER_WARM_UP = 10_000;

    private final Rig rig;
    private final Figures figures;
    private final Notes notes;
    private final Lateness lateness;
    private final Clock clock;
    private final Timetable timetable;
    private final ProjectedRuns projected;
    private final FiredRuns fired;

    FiresBench(Rig rig, Figures figures, Notes notes) {
        this.rig = rig;
        this.figures = figures;
        this.notes = notes;
        this.lateness = new Lateness(figures);
        this.clock = rig.node().part(Clock.class);
        this.timetable = new Timetable(rig.sql());
        this.projected = new ProjectedRuns(rig.sql());
        this.fired = new FiredRuns(rig);
    }

    /** @param warmup how many runs the service had before; fires are warmed up in proportion */
    void run(FireSizes sizes, int warmup) throws Exception {
        new IdleFires(rig, figures).run(sizes.timetable(), sizes.idling());
        warmUp(sizes, Math.ceilDiv(warmup, RUNS_PER_WARM_UP));
        notes.tell("measuring fires, spread");
        lateness.print("spread", oneOffs(sizes.spread()), Map.of("jobs", "one-off"));
        lateness.print("spread", recurring(yearly(sizes.spread()), GAP), Map.of("jobs", "recurring"));
        notes.tell("measuring fires, the same second");
        List<JobKey> jobs = yearly(sizes.together());
        lateness.print("same_second", recurring(jobs, Duration.ZERO), Map.of("fire", "first"));
        lateness.print("same_second", recurring(jobs, Duration.ZERO), Map.of("fire", "second"));
    }

    /** With other jobs, of whose definitions nothing is left to remember. */
    private void warmUp(FireSizes sizes, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            notes.tell("warming up: " + round + " of " + rounds + " rounds of fires");
            oneOffs(Math.ceilDiv(sizes.spread(), rounds));
            List<JobKey> jobs = yearly(sizes.together());
            recurring(jobs, Duration.ZERO);
            recurring(jobs, Duration.ZERO);
        }
    }

    private List<JobKey> yearly(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> rig.job(BenchTarget.CLOCKED, YEARLY))
                .toList();
    }

    private List<FiredRuns.Fire> oneOffs(int count) throws Exception {
        List<Instant> instants = instants(count, GAP);
        int before = projected.succeeded();
        List<JobKey> jobs = instants.stream()
                .map(instant -> rig.job(BenchTarget.CLOCKED, instant.toString()))
                .toList();
        return fires(jobs, instants, before);
    }

    private List<FiredRuns.Fire> recurring(List<JobKey> jobs, Duration gap) throws Exception {
        int before = projected.succeeded();
        List<Instant> instants = instants(jobs.size(), gap);
        timetable.move(jobs, instants);
        return fires(jobs, instants, before);
    }

    private List<Instant> instants(int count, Duration gap) {
        Instant first = clock.instant().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
        return IntStream.range(0, count)
                .mapToObj(number -> first.plus(gap.multipliedBy(number)))
                .toList();
    }

    private List<FiredRuns.Fire> fires(List<JobKey> jobs, List<Instant> instants, int before) throws Exception {
        if (clock.instant().isAfter(instants.getFirst())) {
            throw new IllegalStateException("the machine is too slow: instants passed while their jobs were made");
        }
        TimeUnit.NANOSECONDS.sleep(
                Duration.between(clock.instant(), instants.getLast().plus(AFTERWARDS))
                        .toNanos());
        projected.awaitSucceeded(before + jobs.size());
        return fired.of(jobs, instants);
    }
}
