package dev.runledger.command.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.command.execution.Handoff;
import dev.runledger.command.saga.WorkerTable.RunningRun;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the promise that no run is left behind (runs.md: "the run is recovered and marked FAILED"): shows that this worker
 * lives, ends what dead workers were running, and hands out again what waits and is in nobody's hands. Runs on one thread
 * of its own; a failed round is logged and the next one tries again.
 */
public final class Recovery implements AutoCloseable {

    /**
     * @param worker this process
     * @param node what only one process at a time can be: a restart under the same node ends its predecessor at once
     * @param beat between two signs of life
     * @param silence after which a worker on another node counts as dead
     */
    public record Identity(UUID worker, UUID node, Duration beat, Duration silence) {}

    /** What is read to find what was left behind. */
    public record Tables(WorkerTable workers, OpenRunTable open) {}

    /** How many beats lie between two looks for runs that wait in nobody's hands. */
    private static final int BEATS_PER_REDRIVE = 10;

    /** In how many looks a run must be missing from our hands before it counts as dropped: its end may just be unread. */
    private static final int LOOKS_BEFORE_DROPPED = 15;

    /** For how long a run that was declared lost is not declared again: its row goes once the end is read. */
    private static final Duration DECLARED_FOR = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Identity self;
    private final WorkerTable workers;
    private final OpenRunTable open;
    private final Handoff handoff;
    private final Supplier<Set<RunKey>> inHand;
    private final Consumer<Command> send;
    private final TimeListener onDatabaseTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("recovery").daemon().unstarted(this::loop);
    private final Cache<RunKey, UUID> declared =
            Caffeine.newBuilder().expireAfterWrite(DECLARED_FOR).build();
    private Map<RunKey, Integer> missing = Map.of();
    private int beats;
    private volatile boolean signingOff;

    /**
     * @param inHand the runs this worker really has
     * @param send passes a command on without waiting for its answer
     * @param onDatabaseTime told the database's clock with each sign of life
     */
    public Recovery(
            Identity self,
            Tables tables,
            Handoff handoff,
            Supplier<Set<RunKey>> inHand,
            Consumer<Command> send,
            TimeListener onDatabaseTime) {
        this.self = self;
        this.workers = tables.workers();
        this.open = tables.open();
        this.handoff = handoff;
        this.inHand = inHand;
        this.send = send;
        this.onDatabaseTime = onDatabaseTime;
    }

    /** Wants to know what the database's clock says. */
    @FunctionalInterface
    public interface TimeListener {

        /** @param took how long the asking took: the clock said it at some moment of that time, which ends now */
        void told(Instant databaseTime, Duration took);
    }

    /** Registers the worker, takes up what its predecessor left, and goes on doing so. */
    public void start() {
        workers.register(self.worker(), self.node());
        thread.start();
    }

    private void loop() {
        try {
            do {
                round();
            } while (!closed.await(self.beat().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            long asked = System.nanoTime();
            Instant databaseTime = workers.beat(self.worker());
            onDatabaseTime.told(databaseTime, Duration.ofNanos(System.nanoTime() - asked));
            if (!signingOff) {
                endLostRuns();
                endDroppedRuns();
                handOut();
            }
        } catch (RuntimeException e) {
            log.warn("recovery round failed, the next one is in {}: {}", self.beat(), e.toString());
        }
    }

    private void endLostRuns() {
        for (RunningRun lost : workers.lost(self.worker(), self.node(), self.silence())) {
            if (declared.getIfPresent(lost.run()) == null) {
                log.warn(
                        "run {} was running on worker {}, which is gone; it fails as WORKER_LOST",
                        lost.run(),
                        lost.worker());
                declare(lost, "the worker that ran it is gone");
            }
        }
    }

    /** Most of these are over already and their rows merely not read yet: then the command changes nothing. */
    private void endDroppedRuns() {
        Set<RunKey> held = inHand.get();
        Map<RunKey, Integer> stillMissing = new HashMap<>();
        for (RunningRun mine : workers.runningOn(self.worker())) {
            if (!held.contains(mine.run())) {
                int looks = missing.getOrDefault(mine.run(), 0) + 1;
                stillMissing.put(mine.run(), looks);
                if (looks >= LOOKS_BEFORE_DROPPED && declared.getIfPresent(mine.run()) == null) {
                    declare(mine, "its worker no longer had it in hand");
                }
            }
        }
        missing = stillMissing;
    }

    private void declare(RunningRun run, String why) {
        declared.put(run.run(), run.worker());
        send.accept(new DeclareWorkerLost(run.run(), run.worker(), why));
    }

    /** What should have begun long ago may have been forgotten; all else is handed over when it is due. */
    private void handOut() {
        if (beats % BEATS_PER_REDRIVE == 0) {
            open.overdue().forEach(handoff::offer);
            workers.forgetPredecessors(self.worker(), self.node());
        }
        beats++;
    }

    /** From now on only shows that the worker lives: it will neither take up nor end anything any more. */
    public void signOff() {
        signingOff = true;
    }

    /** Stops; the worker is no longer known, so whatever it left running is ended by the others or at the next start. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(self.beat());
            workers.unregister(self.worker());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.info("worker {} could not sign off; its silence will tell: {}", self.worker(), e.toString());
        }
    }
}
