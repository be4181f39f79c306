package dev.runledger.ops.replay;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.ops.store.EventScan;
import dev.runledger.ops.store.FollowerPositions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The events of runs in large batches, in order. While the calling thread writes one, the next are read and decoded by two
 * others.
 */
final class EventFlow implements AutoCloseable {

    /** Events of a batch: so many that most runs begin and end within one, and need a single row each. */
    private static final int MOST_EVENTS = 15_000;

    /** Bytes of payloads of a batch; a few batches are in memory at a time. */
    private static final long MOST_BYTES = 6L << 20;

    /** Batches that wait to be written. */
    private static final int AHEAD = 2;

    private final EventScan scan;
    private final ExecutorService reading = thread("replay-reader");
    private final ExecutorService decoding = thread("replay-decoder");

    /**
     * @param upto the last position that it covers
     * @param last whether there are no more
     */
    record Batch(List<RunEvent> events, long upto, boolean last) {}

    /** Takes batches one after the other. */
    @FunctionalInterface
    interface Sink {
        void take(Batch batch) throws InterruptedException;
    }

    EventFlow(EventScan scan) {
        this.scan = scan;
    }

    /** Gives {@code write} all events that are contained in {@code to} and not in {@code from}. */
    void pass(FollowerPositions from, FollowerPositions to, Sink write) throws InterruptedException {
        BlockingQueue<Future<Batch>> ready = new ArrayBlockingQueue<>(AHEAD);
        Gathering gathering = new Gathering(from, to, ready);
        Future<?> reader = reading.submit(gathering::run);
        try {
            Batch batch;
            do {
                batch = got(ready.take());
                write.take(batch);
            } while (!batch.last());
        } finally {
            reader.cancel(true);
        }
    }

    private static Batch got(Future<Batch> batch) throws InterruptedException {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    /** Reads, in the reading thread, and hands what it has gathered to the decoding one. */
    private final class Gathering {

        private final FollowerPositions from;
        private final FollowerPositions to;
        private final BlockingQueue<Future<Batch>> ready;
        private List<EventScan.Stored> gathered = new ArrayList<>(MOST_EVENTS);
        private long bytes;

        private Gathering(FollowerPositions from, FollowerPositions to, BlockingQueue<Future<Batch>> ready) {
            this.from = from;
            this.to = to;
            this.ready = ready;
        }

        void run() {
            try {
                Stretch stretch = Stretch.between(from, to);
                scan.read(stretch.after(), stretch.upto(), this::take);
                hand(stretch.upto(), true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SQLException | RuntimeException e) {
                fail(e);
            }
        }

        private void take(EventScan.Stored event) throws InterruptedException {
            if (event.position() <= from.of(event.stream()) || event.position() > to.of(event.stream())) {
                return;
            }
            gathered.add(event);
            bytes += event.bytes();
            if (gathered.size() >= MOST_EVENTS || bytes >= MOST_BYTES) {
                hand(event.position(), false);
            }
        }

        private void hand(long upto, boolean last) throws InterruptedException {
            List<EventScan.Stored> events = gathered;
            gathered = new ArrayList<>(last ? 0 : MOST_EVENTS);
            bytes = 0;
            ready.put(decoding.submit(() -> new Batch(decoded(events), upto, last)));
        }

        private List<RunEvent> decoded(List<EventScan.Stored> events) {
            return events.stream().map(event -> (RunEvent) scan.decode(event)).toList();
        }

        private void fail(Exception failure) {
            try {
                ready.put(CompletableFuture.failedFuture(failure));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** A read under way is given up; its connection is not fit for another. */
    @Override
    public void close() {
        reading.shutdownNow();
        decoding.shutdownNow();
    }
}
