package dev.runledger.command.saga;

import dev.runledger.command.Alarm;
import dev.runledger.command.Alarm.Due;
import dev.runledger.command.Waiting;
import dev.runledger.command.execution.Handoff;
import dev.runledger.command.execution.PendingRun;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Hands runs over when they are due: most at once, one-offs and retries at their instant. Those that wait stand in the table, so
 * a restart keeps their instants; what was due before the start, or before the segment came to this node, is handed over first.
 */
public final class DueRuns implements AutoCloseable {

    /** PostgreSQL knows no earlier instant that Java can hold. */
    private static final Instant ALWAYS = Instant.EPOCH;

    private final OpenRunTable open;
    private final Handoff handoff;
    private final Supplier<Set<Integer>> held;
    private final Clock clock;
    private final Alarm<PendingRun> alarm;

    /** Up to which instant the table has been read: what is due before was handed over, or told as a hint. */
    private Instant readUntil = ALWAYS;

    /** The segments that the table was read for. */
    private Set<Integer> read = Set.of();

    /** @param held the segments whose runs this node carries out */
    public DueRuns(OpenRunTable open, Handoff handoff, Clock clock, Supplier<Set<Integer>> held) {
        this(open, handoff, clock, held, Waiting.onPlatformThreads());
    }

    DueRuns(OpenRunTable open, Handoff handoff, Clock clock, Supplier<Set<Integer>> held, Waiting waits) {
        this.open = open;
        this.held = held;
        this.handoff = handoff;
        this.clock = clock;
        this.alarm = new Alarm<>("due-runs", clock, this::until, handoff::offer, waits);
    }

    public void start() {
        alarm.start();
    }

    /** Hands the run over now or, if it is due later, then. */
    void take(OpenRun run) {
        if (run.dueAt().isAfter(clock.instant())) {
            alarm.hint(run.run(), run.dueAt());
        } else {
            handoff.offer(run.run());
        }
    }

    private List<Due<PendingRun>> until(Instant latest, int most) {
        takeOver();
        List<Due<PendingRun>> found = open.due(readUntil, latest, read, most).stream()
                .map(run -> new Due<>(run.run(), run.dueAt()))
                .toList();
        // Several runs may share the last instant of a full reading, so that instant is read again.
        readUntil = found.size() < most ? latest : found.getLast().at().minusNanos(1_000);
        return found;
    }

    /** Of a segment that another node had, all that is due may still wait. */
    private void takeOver() {
        Set<Integer> now = held.get();
        if (!read.containsAll(now)) {
            readUntil = ALWAYS;
        }
        read = now;
    }

    @Override
    public void close() {
        alarm.close();
    }
}
