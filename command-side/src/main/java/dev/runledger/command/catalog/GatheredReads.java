package dev.runledger.command.catalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Answers what many threads ask at the same time by few readings: while one is under way, questions gather for the next. Alone, a
 * question is read at once. One that comes while its key is being read is read again, so an answer is never older than the
 * question. Safe for all threads.
 */
final class GatheredReads<K, V> {

    /** Keys of one reading: enough to make its round trip cheap, few enough for what they lead to to be held at once. */
    private static final int MOST = 256;

    private final Function<Collection<K>, Map<K, V>> reading;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, CompletableFuture<Optional<V>>> waiting = new LinkedHashMap<>();
    private boolean busy;

    /** @param reading finds what there is under the keys; blocks */
    GatheredReads(Function<Collection<K>, Map<K, V>> reading) {
        this.reading = reading;
    }

    /** Blocks; throws what the reading threw. */
    Optional<V> find(K key) {
        try {
            return asked(key).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** How many keys wait to be read. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Optional<V>> asked(K key) {
        lock.lock();
        try {
            CompletableFuture<Optional<V>> answer = waiting.computeIfAbsent(key, any -> new CompletableFuture<>());
            if (!busy) {
                busy = true;
                Thread.ofVirtual().name("gathered-reads").start(this::readAll);
            }
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private void readAll() {
        for (var next = taken(); !next.isEmpty(); next = taken()) {
            read(next);
        }
    }

    private void read(Map<K, CompletableFuture<Optional<V>>> questions) {
        try {
            Map<K, V> found = reading.apply(List.copyOf(questions.keySet()));
            questions.forEach((key, answer) -> answer.complete(Optional.ofNullable(found.get(key))));
        } catch (Throwable e) {
            questions.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    /** The oldest questions; once there are none, the next one to ask begins anew. */
    private Map<K, CompletableFuture<Optional<V>>> taken() {
        lock.lock();
        try {
            Map<K, CompletableFuture<Optional<V>>> taken = new LinkedHashMap<>();
            for (K key : waiting.keySet().stream().limit(MOST).toList()) {
                taken.put(key, waiting.remove(key));
            }
            busy = !taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
