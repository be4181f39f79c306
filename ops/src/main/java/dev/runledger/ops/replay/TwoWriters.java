package dev.runledger.ops.replay;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.query.run.RunViews;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes batches by two sessions side by side, each of which has runs of its own: one alone keeps a single processor busy. A batch
 * is two transactions then, which is no matter while nobody reads what is built.
 */
final class TwoWriters implements AutoCloseable {

    private final Writer one;
    private final Writer other;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("replay-writer").daemon().factory());

    TwoWriters(Session one, Session other) {
        this.one = Writer.of(one);
        this.other = Writer.of(other);
    }

    /** Returns when all of it is committed. */
    void write(List<RunEvent> events) throws InterruptedException {
        Future<?> half = thread.submit(() -> {
            other.write(these(events, 1));
            return null;
        });
        one.write(these(events, 0));
        try {
            half.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private static List<RunEvent> these(List<RunEvent> events, int half) {
        return events.stream()
                .filter(event -> (event.run().id().hashCode() & 1) == half)
                .toList();
    }

    private record Writer(Session session, RunViews views) {

        static Writer of(Session session) {
            return new Writer(session, new RunViews(session.sql(), Shadow.SCHEMA));
        }

        void write(List<RunEvent> events) throws InterruptedException {
            session.inTransaction(status -> {
                session.sql().execute("SET LOCAL synchronous_commit = off");
                views.write(events);
                return status;
            });
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
