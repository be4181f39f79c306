package dev.runledger.ops;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A question of which one is under way at a time, however many want to know and however long it hangs. */
final class SharedQuestion<A> {

    private final String thread;
    private final Supplier<A> question;
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<A> asking = CompletableFuture.failedFuture(new IllegalStateException("never asked"));

    /** @param thread the name of the thread that asks */
    SharedQuestion(String thread, Supplier<A> question) {
        this.thread = thread;
        this.question = question;
    }

    /** The answer to the question that is under way, or to a new one. */
    CompletableFuture<A> asked() {
        lock.lock();
        try {
            if (asking.isDone()) {
                asking = new CompletableFuture<>();
                CompletableFuture<A> answer = asking;
                Thread.ofVirtual().name(thread).start(() -> ask(answer));
            }
            return asking;
        } finally {
            lock.unlock();
        }
    }

    private void ask(CompletableFuture<A> answer) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}
