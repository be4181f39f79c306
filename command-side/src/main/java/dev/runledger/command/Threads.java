package dev.runledger.command;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Waits as Java does. */
enum Threads implements Waiting {
    PLATFORM {
        @Override
        public void spawn(String name, Runnable task) {
            Thread.ofPlatform().name(name).daemon().start(task);
        }
    },

    VIRTUAL {
        @Override
        public void spawn(String name, Runnable task) {
            Thread.ofVirtual().name(name).start(task);
        }
    };

    @Override
    public Condition condition(ReentrantLock lock) {
        return lock.newCondition();
    }

    @Override
    public <T> T await(CompletionStage<T> answer, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
