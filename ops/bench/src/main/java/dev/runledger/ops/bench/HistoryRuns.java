package dev.runledger.ops.bench;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A made-up history, one finished run after the other, about in the order in which they were created. The same seed and end
 * make the same history. For one thread.
 */
final class HistoryRuns {

    static final Duration SPAN = Duration.ofDays(90);

    private static final int KEPT_FAILURES = 4_096;
    private static final UUID WORKER = new UUID(0x5EED_0000_0000_4000L, 0x8000_0000_0000_0001L);

    private final HistoryShape shape;
    private final int runs;
    private final Instant from;
    private final Duration span;

    /** How many of the shape's groups get a run, whatever chance would give them. */
    private final int groups;

    private final RandomGenerator random;
    private final HistoryEnds ends;

    /** Of late; retries and reruns are drawn from these. */
    private final RunView[] failures = new RunView[KEPT_FAILURES];

    private int failed;
    private int made;

    private HistoryRuns(HistoryShape shape, int runs, Instant from, Duration span, int groups, long seed) {
        this.shape = shape;
        this.runs = runs;
        this.from = from.truncatedTo(ChronoUnit.MILLIS);
        this.span = span;
        this.groups = groups;
        this.random = new SplittableRandom(seed);
        this.ends = new HistoryEnds(random);
    }

    /** So many runs over {@link #SPAN}, in every group at least one. */
    static HistoryRuns until(Instant until, HistoryShape shape, int runs, long seed) {
        return new HistoryRuns(shape, runs, until.minus(SPAN), SPAN, shape.groups(), seed);
    }

    /** So many runs, a second apart. */
    static HistoryRuns since(Instant from, HistoryShape shape, int runs, long seed) {
        return new HistoryRuns(shape, runs, from, Duration.ofSeconds(runs), 0, seed);
    }

    boolean hasNext() {
        return made < runs;
    }

    RunView next() {
        Instant slot = from.plusMillis((long) (span.toMillis() * ((made + random.nextDouble()) / runs)));
        RunView run = finished(begun(slot));
        made++;
        if (run.status() == RunStatus.FAILED && run.execution() != null) {
            failures[failed++ % KEPT_FAILURES] = run;
        }
        return run;
    }

    /** A run that waits, as one that was just made. */
    RunView begun(Instant slot) {
        int each = Math.max(1, runs / Math.max(1, groups));
        if (made % each == 0 && made / each < groups) {
            return ofGroup(made / each, slot);
        }
        double drawn = random.nextDouble();
        if (drawn < 0.040 && failed > 0) {
            RunView before = failures[random.nextInt(Math.min(failed, KEPT_FAILURES))];
            return drawn < 0.037 ? retry(before, slot) : rerun(before, slot);
        }
        HistoryShape.Job job = shape.drawJob(random);
        String environment = HistoryShape.drawEnvironment(random);
        return drawn < 0.1 ? manual(job, environment, slot) : scheduled(job, environment, slot);
    }

    /** Every group gets a run, early or late. */
    private RunView ofGroup(int group, Instant slot) {
        int environments = HistoryShape.ENVIRONMENTS.size();
        return scheduled(
                shape.jobs().get(group / environments), HistoryShape.ENVIRONMENTS.get(group % environments), slot);
    }

    private RunView scheduled(HistoryShape.Job job, String environment, Instant slot) {
        Instant due = slot.truncatedTo(ChronoUnit.MINUTES);
        Instant created = due.plusMillis(late());
        return waiting(new UUID(named(5), variant()), job, environment, Trigger.Scheduled.once(due), created);
    }

    private RunView manual(HistoryShape.Job job, String environment, Instant slot) {
        return waiting(inOrder(slot), job, environment, new Trigger.Manual(), slot);
    }

    private RunView rerun(RunView before, Instant slot) {
        return like(before, inOrder(slot), new Trigger.Rerun(before.key().id()), slot);
    }

    /** Created when the attempt before it failed, or so; due a little later. */
    private RunView retry(RunView before, Instant slot) {
        Trigger trigger = before.trigger() instanceof Trigger.Retry again
                ? new Trigger.Retry(again.of(), again.attempt() + 1, again.ofRerun(), slot.plusSeconds(30))
                : new Trigger.Retry(
                        before.key().id(), 1, before.trigger() instanceof Trigger.Rerun, slot.plusSeconds(30));
        return like(before, new UUID(named(5), variant()), trigger, slot);
    }

    private static RunView like(RunView before, UUID id, Trigger trigger, Instant created) {
        return new RunView(
                new RunKey(AccountId.DEFAULT, id),
                before.job(),
                before.incarnation(),
                before.jobVersion(),
                before.environment(),
                trigger,
                RunStatus.PENDING,
                created,
                before.execution(),
                null);
    }

    private RunView waiting(UUID id, HistoryShape.Job job, String environment, Trigger trigger, Instant created) {
        return new RunView(
                new RunKey(AccountId.DEFAULT, id),
                job.slug(),
                job.incarnation(),
                1,
                environment,
                trigger,
                RunStatus.PENDING,
                created,
                new Execution(WORKER, WORKER, StatusPattern.SUCCESS, job.request(), created),
                null);
    }

    /** The run as it ended; what it was to send is in its execution already. */
    private RunView finished(RunView run) {
        Instant due = run.trigger() instanceof Trigger.Retry retry ? retry.scheduledFor() : run.createdAt();
        HistoryEnds.Ending ending = ends.draw();
        Instant started = due.plusMillis(ending.pendingMs());
        End end = ends.end(ending, started.plusMillis(ending.runMs()));
        return with(run, ending.status(), ending.started() ? sent(run, started) : null, end);
    }

    /** The same run under way since then. */
    static RunView running(RunView run, Instant started) {
        return with(run, RunStatus.RUNNING, sent(run, started), null);
    }

    /** The same run before anything of it happened. */
    static RunView pending(RunView run) {
        return with(run, RunStatus.PENDING, null, null);
    }

    private static @Nullable Execution sent(RunView run, Instant started) {
        Execution planned = run.execution();
        return planned == null
                ? null
                : new Execution(planned.worker(), run.key().id(), planned.successStatus(), planned.request(), started);
    }

    private static RunView with(RunView run, RunStatus status, @Nullable Execution execution, @Nullable End end) {
        return new RunView(
                run.key(),
                run.job(),
                run.incarnation(),
                run.jobVersion(),
                run.environment(),
                run.trigger(),
                status,
                run.createdAt(),
                execution,
                end);
    }

    /** Milliseconds by which a fire misses its instant. */
    private long late() {
        return (long) (-Math.log(1 - random.nextDouble()) * 15);
    }

    /** As {@code UuidV7} makes them, but of an instant long past. */
    private UUID inOrder(Instant at) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000L | random.nextInt(1 << 12), variant());
    }

    private long named(long version) {
        return (random.nextLong() & ~0xF000L) | version << 12;
    }

    private long variant() {
        return (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    }
}
