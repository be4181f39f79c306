package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few platform threads for look-ups that cannot be broken off, shared so that no account takes them all: each may have
 * fewer than are still free. One alone gets half of them, two get a third each, and somebody new always finds one at once
 * while there are fewer accounts than threads. Else names whose servers never answer would stop everybody's calls.
 */
final class LookUpThreads implements AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Line> lines = new HashMap<>();
    private int free;
    private boolean closed;

    /** An account's look-ups: how many are under way, and those that wait, in order. */
    private static final class Line {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    LookUpThreads(int count) {
        free = count;
        threads = new ThreadPoolExecutor(
                count,
                count,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("egress-dns-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    void execute(AccountId account, Runnable lookUp) {
        lock.lock();
        try {
            lines.computeIfAbsent(account, a -> new Line()).waiting.add(lookUp);
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void startWaiting() {
        for (Optional<Map.Entry<AccountId, Line>> next = next(); next.isPresent(); next = next()) {
            Line line = next.get().getValue();
            Runnable lookUp = line.waiting.remove();
            line.running++;
            free--;
            AccountId account = next.get().getKey();
            threads.execute(() -> work(account, lookUp));
        }
    }

    /** Of the accounts that may have another thread, the one that has fewest. */
    private Optional<Map.Entry<AccountId, Line>> next() {
        return lines.entrySet().stream()
                .filter(entry -> !closed && !entry.getValue().waiting.isEmpty() && entry.getValue().running < free)
                .min(Comparator.comparingInt(entry -> entry.getValue().running));
    }

    private void work(AccountId account, Runnable lookUp) {
        try {
            lookUp.run();
        } finally {
            ended(account);
        }
    }

    private void ended(AccountId account) {
        lock.lock();
        try {
            free++;
            lines.computeIfPresent(account, (a, line) -> --line.running == 0 && line.waiting.isEmpty() ? null : line);
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Look-ups that are under way die with the process; those that wait are not made. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        threads.shutdownNow();
    }
}
