package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.JobDefinitionSource;
import dev.runledger.kernel.RunKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out the runs it is offered, each in a virtual thread, so many at a time; the others wait in order. Safe for all
 * threads; no method but {@link #drain} blocks.
 */
public final class Worker implements Handoff {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Runs at a time: each may hold a socket, and the usual limit of a process is some ten thousand. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 5000;

    private final WorkerParts parts;
    private final int maxInFlight;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer;
    private final Map<RunKey, RunAttempt> inHand = new HashMap<>();
    private final Queue<RunAttempt> waiting = new ArrayDeque<>();
    private final Set<RunKey> leftOver = new HashSet<>();
    private UUID workerId;
    private int inFlight;
    private boolean draining;

    /**
     * @param workerId one per start of the process: runs are recorded as started by it
     * @param version this server's, for the {@code User-Agent}
     * @param clock the one that runs' {@code started_at} is read from
     */
    public Worker(
            UUID workerId,
            int maxInFlight,
            String version,
            Egress egress,
            Commands commands,
            JobDefinitionSource jobs,
            Clock clock) {
        this(
                workerId,
                maxInFlight,
                new WorkerParts(
                        new PatientCommands(commands, Waiting.onVirtualThreads()),
                        jobs,
                        new OutboundHeaders(version),
                        egress.caller(),
                        egress.watchdogs(),
                        clock,
                        Waiting.onVirtualThreads()));
    }

    Worker(UUID workerId, int maxInFlight, WorkerParts parts) {
        this.workerId = workerId;
        this.maxInFlight = maxInFlight;
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
            inHand.values().forEach(RunAttempt::abort);
            inHand.clear();
            waiting.clear();
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
            RunAttempt attempt = new RunAttempt(run, workerId, parts);
            inHand.put(run.run(), attempt);
            waiting.add(attempt);
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** The run was canceled: its call is broken off, and nothing will be reported of it. */
    @Override
    public void abort(RunKey run) {
        lock.lock();
        try {
            RunAttempt attempt = inHand.get(run);
            if (attempt == null) {
                return;
            }
            if (waiting.remove(attempt)) {
                inHand.remove(run);
            } else {
                attempt.abort();
            }
        } finally {
            lock.unlock();
        }
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

    /**
     * Takes no more runs, lets those in flight end within the limit and aborts the rest. For the end of the process.
     *
     * @return the runs it was offered and did not settle: waiting, aborted, or of unknown state in the store
     */
    public Set<RunKey> drain(Duration limit) {
        lock.lock();
        try {
            draining = true;
            for (RunAttempt attempt : waiting) {
                inHand.remove(attempt.run().run());
                leftOver.add(attempt.run().run());
            }
            waiting.clear();
            inHand.values().forEach(RunAttempt::drain);
            awaitEmptyHands(limit.toNanos());
            leftOver.addAll(inHand.keySet());
            inHand.values().forEach(RunAttempt::abort);
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

    private void startWaiting() {
        while (inFlight < maxInFlight && !waiting.isEmpty()) {
            RunAttempt next = waiting.remove();
            inFlight++;
            parts.waiting().spawn("run-" + next.run().run().id(), () -> work(next));
        }
    }

    private void work(RunAttempt attempt) {
        RunKey run = attempt.run().run();
        boolean settled = true;
        // The thread ends with the run, and its context with it.
        MDC.put("account", run.account().toString());
        MDC.put("run", run.id().toString());
        try {
            settled = attempt.carryOut();
        } catch (RuntimeException e) {
            LOG.error("{} could not be carried out for a reason of our own; it is left as it stands", run, e);
        } finally {
            ended(attempt, settled);
        }
    }

    private void ended(RunAttempt attempt, boolean settled) {
        RunKey run = attempt.run().run();
        lock.lock();
        try {
            // One from before a rejoin is in nobody's hand, and the same run may be in ours again.
            if (inHand.remove(run, attempt) && !settled) {
                leftOver.add(run);
            }
            inFlight--;
            startWaiting();
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
