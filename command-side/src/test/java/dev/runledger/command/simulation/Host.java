package dev.runledger.command.simulation;

import dev.runledger.command.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One process: its tasks take turns, and when it dies all of them stay where they are for ever. */
final class Host implements Waiting {

    /** Decides at each await whether something befalls the process there. */
    @FunctionalInterface
    interface Hazard {
        void atAwait(Host host, String task);
    }

    private final String name;
    private final Timeline time;
    private final Hazard hazard;
    private final long clockOffset;
    private @Nullable Task current;
    private final List<Runnable> deferred = new ArrayList<>();
    private long pausedUntil;
    private boolean alive = true;

    /** Counts what breaks the process's connections to the database. */
    private int connections;

    /** Until then nothing reaches the database. */
    private long cutUntil;

    Host(String name, Timeline time, Hazard hazard) {
        this.name = name;
        this.time = time;
        this.hazard = hazard;
        this.clockOffset = time.dice.nextLong(1L << 40);
    }

    /** Something that waits in the middle of what it does. */
    private static final class Task {

        private final String name;
        private final Coroutine code;
        private long waits;

        Task(String name, Runnable body) {
            this.name = name;
            code = new Coroutine(body);
        }
    }

    String name() {
        return name;
    }

    boolean alive() {
        return alive;
    }

    int connections() {
        return connections;
    }

    boolean cutOff() {
        return cutUntil > time.now();
    }

    void crash() {
        time.tell(() -> name + " CRASHES");
        alive = false;
    }

    void pause(Duration length) {
        time.tell(() -> name + " is PAUSED for " + length);
        pausedUntil = Math.max(pausedUntil, time.now() + length.toNanos());
        time.after(length, this::wakeUp);
    }

    private void wakeUp() {
        if (pausedUntil <= time.now()) {
            deferred.forEach(action -> time.after(0, this, action));
            deferred.clear();
        }
    }

    /** At once if it can; a process that is paused catches up later, and a dead one never. */
    void perform(Runnable action) {
        if (pausedUntil > time.now()) {
            deferred.add(action);
        } else if (alive) {
            action.run();
        }
    }

    void cutOff(Duration length) {
        time.tell(() -> name + " is CUT OFF for " + length);
        cutUntil = Math.max(cutUntil, time.now() + length.toNanos());
    }

    /** No longer paused nor cut off. */
    void recover() {
        pausedUntil = 0;
        cutUntil = 0;
        wakeUp();
    }

    void breakConnections() {
        connections++;
    }

    @Override
    public void spawn(String task, Runnable body) {
        Task fresh = new Task(task, body);
        time.after(TimeUnit.MICROSECONDS.toNanos(time.dice.nextInt(50)), this, () -> run(fresh));
    }

    private void run(Task task) {
        Task before = current;
        current = task;
        try {
            task.code.run();
        } finally {
            current = before;
        }
    }

    void sleep(long nanos) {
        long _ = waitFor(nanos);
    }

    /** Until woken, or for so long. */
    private long waitFor(long nanos) {
        Task task = running();
        long wait = ++task.waits;
        time.after(nanos, this, () -> wake(task, wait));
        hazard.atAwait(this, task.name);
        Coroutine.stop();
        return wait;
    }

    /** At most once for each wait. */
    private void wake(Task task, long wait) {
        if (task.waits == wait) {
            task.waits++;
            run(task);
        }
    }

    private void wakeSoon(Task task, long wait) {
        time.after(TimeUnit.MICROSECONDS.toNanos(time.dice.nextInt(200)), this, () -> wake(task, wait));
    }

    private Task running() {
        if (current == null) {
            throw new IllegalStateException("only a task can wait");
        }
        return current;
    }

    @Override
    public <T> T await(CompletionStage<T> answer, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        Task task = running();
        long wait = task.waits + 1;
        answer.whenComplete((value, failure) -> wakeSoon(task, wait));
        waitFor(limit.toNanos());
        var future = answer.toCompletableFuture();
        if (!future.isDone()) {
            throw new TimeoutException("no answer within " + limit);
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new ExecutionException(e.getCause());
        }
    }

    @Override
    public long nanoTime() {
        return time.now() + clockOffset;
    }

    @Override
    public Condition condition(ReentrantLock lock) {
        return new Signal(lock);
    }

    /** A condition whose waiters are tasks. The lock is never contended: no task stops while it holds one. */
    private final class Signal implements Condition {

        private final ReentrantLock lock;
        private final List<Runnable> waiters = new ArrayList<>();

        Signal(ReentrantLock lock) {
            this.lock = lock;
        }

        @Override
        public long awaitNanos(long nanos) {
            long deadline = nanoTime() + nanos;
            Task task = running();
            long wait = task.waits + 1;
            waiters.add(() -> wakeSoon(task, wait));
            lock.unlock();
            try {
                waitFor(nanos);
            } finally {
                lock.lock();
            }
            return deadline - nanoTime();
        }

        @Override
        public void signalAll() {
            waiters.forEach(Runnable::run);
            waiters.clear();
        }

        @Override
        public void signal() {
            signalAll();
        }

        @Override
        public void await() {
            throw new UnsupportedOperationException("nobody waits without a limit");
        }

        @Override
        public void awaitUninterruptibly() {
            throw new UnsupportedOperationException("nobody waits without a limit");
        }

        @Override
        public boolean await(long length, TimeUnit unit) {
            throw new UnsupportedOperationException("waits are told in nanoseconds");
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("nobody waits by the calendar");
        }
    }
}
