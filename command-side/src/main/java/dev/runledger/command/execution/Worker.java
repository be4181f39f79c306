package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.JobDefinitionSource;
import dev.runledger.command.execution.RunAttempt.Passage;
import dev.runledger.command.execution.RunAttempt.Progress;
import dev.runledger.command.execution.Turns.Turn;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out the runs it is offered, each in a virtual thread, so many at a time in all, of an account, and to a target host; the
 * others wait for their turn ({@link Turns}). A run first looks whom it is to call, then waits, and asks for its start when its
 * turn has come: till then it is PENDING, its timeout has not begun, and it takes no place that others could use. Safe for
 * all threads; no method but {@link #drain} blocks.
 */
public final class Worker implements Handoff {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /**
     * Reading what a run calls takes no long time, but a backlog must not ask storage all at once: as many as two gathered
     * readings take, and half of them of one account.
     */
    private static final InFlightLimits LOOKS = new InFlightLimits(512, 256, 512);

    private final WorkerParts parts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer;
    private final Map<RunKey, Turn<RunAttempt>> inHand = new HashMap<>();

    /** Turns at reading whom to call. */
    private final Turns<RunAttempt> looks = new Turns<>(LOOKS);

    /** Turns at calling. */
    private final Turns<RunAttempt> calls;

    private final Set<RunKey> leftOver = new HashSet<>();
    private UUID workerId;
    private long offers;
    private boolean draining;

    /**
     * @param workerId one per start of the process: runs are recorded as started by it
     * @param version this server's, for the {@code User-Agent}
     * @param clock the one that runs' {@code started_at} is read from
     */
    public Worker(
            UUID workerId,
            InFlightLimits limits,
            String version,
            Egress egress,
            Commands commands,
            JobDefinitionSource jobs,
            Clock clock) {
        this(
                workerId,
                limits,
                new WorkerParts(
                        new PatientCommands(commands, Waiting.onVirtualThreads()),
                        jobs,
                        new OutboundHeaders(version),
                        egress.caller(),
                        egress.watchdogs(),
                        clock,
                        Waiting.onVirtualThreads()));
    }

    Worker(UUID workerId, InFlightLimits limits, WorkerParts parts) {
        this.workerId = workerId;
        this.calls = new Turns<>(limits);
        this.parts = parts;
        this.fewer = parts.waiting().condition(lock);
    }

    /** As whose runs are started now. */
    public UUID workerId() {
        lock.lock();
        try {
            return workerId;
        } finally {
            lock.unlock();
        }
    }

    /**
     * This worker was taken for dead, and what it has in hand is somebody else's by now: nothing more is sent or reported of it.
     * What is offered from now on is carried out under the new id.
     */
    public void rejoin(UUID newId) {
        lock.lock();
        try {
            LOG.warn(
                    "worker {} was taken for dead; {} runs are broken off, and it goes on as {}",
                    workerId,
                    inHand.size(),
                    newId);
            workerId = newId;
            inHand.values().stream()
                    .filter(turn -> !stopsWaiting(turn))
                    .forEach(turn -> turn.who().abort());
            inHand.clear();
            leftOver.clear();
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a due run in hand; one that is in hand already, or comes while draining, is ignored. */
    @Override
    public void offer(PendingRun run) {
        lock.lock();
        try {
            if (draining || inHand.containsKey(run.run())) {
                return;
            }
            Turn<RunAttempt> turn = new Turn<>(new RunAttempt(run, workerId, parts), offers++);
            inHand.put(run.run(), turn);
            looks.ask(turn, Place.of(run.run().account()));
            startOthers(turn);
            if (!turn.waits()) {
                start(turn);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The run was canceled: its call is broken off, and nothing will be reported of it. */
    @Override
    public void abort(RunKey run) {
        lock.lock();
        try {
            Turn<RunAttempt> turn = inHand.get(run);
            if (turn == null) {
                return;
            }
            if (stopsWaiting(turn)) {
                inHand.remove(run);
            } else {
                turn.who().abort();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Accounts' lives have ended: calls of theirs are broken off, and what waits is dropped. */
    public void forget(Predicate<AccountId> ended) {
        inHand().stream().filter(run -> ended.test(run.account())).forEach(this::abort);
        parts.jobs().forgetLives(ended);
    }

    /** The runs that this worker has taken and not yet settled, waiting ones included. */
    public Set<RunKey> inHand() {
        lock.lock();
        try {
            return Set.copyOf(inHand.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** How many runs wait for their turn. */
    public int waiting() {
        lock.lock();
        try {
            return looks.waiting() + calls.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** How many runs have their turn: they ask for their start, call, or report. */
    public int inFlight() {
        lock.lock();
        try {
            return calls.held();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more runs, lets those in flight end within the limit and aborts the rest. For the end of the process.
     *
     * @return the runs it was offered and did not settle: waiting, aborted, or of unknown state in the store
     */
    public Set<RunKey> drain(Duration limit) {
        lock.lock();
        try {
            draining = true;
            for (Turn<RunAttempt> turn : List.copyOf(inHand.values())) {
                if (stopsWaiting(turn)) {
                    RunKey run = turn.who().run().run();
                    inHand.remove(run);
                    leftOver.add(run);
                } else {
                    turn.who().drain();
                }
            }
            awaitEmptyHands(limit.toNanos());
            leftOver.addAll(inHand.keySet());
            inHand.values().forEach(turn -> turn.who().abort());
            return Set.copyOf(leftOver);
        } finally {
            lock.unlock();
        }
    }

    private void awaitEmptyHands(long nanos) {
        try {
            long left = nanos;
            while (left > 0 && !inHand.isEmpty()) {
                left = fewer.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if the run does not only wait: a thread carries it out, and will give its turn back. */
    private static boolean stopsWaiting(Turn<RunAttempt> turn) {
        if (!turn.waits()) {
            return false;
        }
        turn.end();
        return true;
    }

    /** Whoever else may go now; the caller sees to his own. */
    private void startOthers(Turn<RunAttempt> own) {
        for (var next = next(); next.isPresent(); next = next()) {
            if (next.get() != own) {
                start(next.get());
            }
        }
    }

    private Optional<Turn<RunAttempt>> next() {
        Optional<Turn<RunAttempt>> caller = calls.next();
        return caller.isPresent() ? caller : looks.next();
    }

    private void start(Turn<RunAttempt> turn) {
        parts.waiting().spawn("run-" + turn.who().run().run().id(), () -> work(turn));
    }

    private void work(Turn<RunAttempt> turn) {
        RunKey run = turn.who().run().run();
        Progress progress = Progress.SETTLED;
        // The thread ends with this, and its context with it.
        MDC.put("account", run.account().toString());
        MDC.put("run", run.id().toString());
        try {
            progress = turn.who().carryOut(place -> pass(turn, place));
        } catch (RuntimeException e) {
            LOG.error("{} could not be carried out for a reason of our own; it is left as it stands", run, e);
        } finally {
            if (progress != Progress.WAITING) {
                ended(turn, progress == Progress.SETTLED);
            }
        }
    }

    /** Whoever has no turn there gives back the one he has, and asks for one; it may come at once. */
    private Passage pass(Turn<RunAttempt> turn, Place place) {
        lock.lock();
        try {
            if (turn.who().isAborted()) {
                return Passage.STOP;
            }
            if (!calls.hasTurn(turn, place)) {
                turn.end();
                calls.ask(turn, place);
                startOthers(turn);
            }
            if (turn.waits() && draining) {
                turn.end();
                return Passage.STOP;
            }
            return turn.waits() ? Passage.WAIT : Passage.GO;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Turn<RunAttempt> turn, boolean settled) {
        RunKey run = turn.who().run().run();
        lock.lock();
        try {
            // One from before a rejoin is in nobody's hand, and the same run may be in ours again.
            if (inHand.remove(run, turn) && !settled) {
                leftOver.add(run);
            }
            turn.end();
            startOthers(turn);
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
