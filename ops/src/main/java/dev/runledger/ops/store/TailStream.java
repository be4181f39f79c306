package dev.runledger.ops.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader's way through all events. Read by one thread at a time; closed and woken by any. */
final class TailStream implements TrackingEventStream {

    private static final Logger LOG = LoggerFactory.getLogger(TailStream.class);

    private final EventTail tail;
    private final PageSource source;
    private final Consumer<TailStream> closing;

    private long position;
    private List<TrackedEventMessage<?>> page = List.of();
    private int next;
    private long pageUpto;

    private volatile @Nullable Runnable callback;
    private volatile boolean closed;

    /** Where pages come from when a stream has read all it has. */
    interface PageSource {

        /** The events after a position, which is before the head. */
        EventPage after(long position);
    }

    TailStream(EventTail tail, PageSource source, long position, Consumer<TailStream> closing) {
        this.tail = tail;
        this.source = source;
        this.position = position;
        this.pageUpto = position;
        this.closing = closing;
    }

    @Override
    @SuppressWarnings("unchecked") // Axon's type wants an Optional of exactly the wildcard that every event has
    public Optional<TrackedEventMessage<?>> peek() {
        return (Optional<TrackedEventMessage<?>>) (Optional<?>) Optional.ofNullable(look());
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (look() == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || closed) {
                return false;
            }
            tail.awaitBeyond(position, left, () -> closed);
        }
        return true;
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
        TrackedEventMessage<?> event = look();
        while (event == null) {
            if (closed) {
                throw new IllegalStateException("the stream is closed; it has no next event");
            }
            tail.awaitBeyond(position, Long.MAX_VALUE, () -> closed);
            event = look();
        }
        next++;
        position = EventPage.position(event);
        return event;
    }

    /** The next event without moving past it. */
    private @Nullable TrackedEventMessage<?> look() {
        while (next == page.size()) {
            position = pageUpto;
            if (closed || position >= tail.head()) {
                return null;
            }
            turn(source.after(position));
        }
        return page.get(next);
    }

    private void turn(EventPage to) {
        page = to.events();
        pageUpto = to.upto();
        next = 0;
    }

    @Override
    public boolean setOnAvailableCallback(Runnable newCallback) {
        callback = newCallback;
        return true;
    }

    /** The head has moved. */
    void available() {
        Runnable toCall = callback;
        if (toCall == null || closed) {
            return;
        }
        try {
            toCall.run();
        } catch (RuntimeException e) {
            LOG.warn("a reader could not be told of new events; it finds them when it looks again", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        closing.accept(this);
        tail.wake();
    }
}
