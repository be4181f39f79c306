package dev.runledger.ops.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest events as live objects, and the head up to which readers may go. Bounded in bytes: the oldest pages leave
 * first, and who still needs those reads them from the table.
 *
 * <p>Positions are given out in the order of commits, so one committed position proves all before it. The head still waits
 * for appends of this node that are committed but not published yet: otherwise readers would run past them and fetch from
 * the table what is about to be here.
 */
final class EventTail {

    private final long byteLimit;
    private final Runnable moved;
    private final ConcurrentSkipListMap<Long, EventPage> pages = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Set<Append> inFlight = new HashSet<>();
    private long bytes;
    private long committed;
    private volatile long head;

    /** An append of this node between taking its positions and the end of its transaction; equal to itself alone. */
    static final class Append {

        private final long after;

        private Append(long after) {
            this.after = after;
        }
    }

    /** @param moved called whenever the head has moved, in the thread that moved it */
    EventTail(long byteLimit, Runnable moved) {
        this.byteLimit = byteLimit;
        this.moved = moved;
    }

    /** The last position that readers may have; all up to it is committed. */
    long head() {
        return head;
    }

    /** Announces an append whose positions begin after {@code after}. Each must end as published or dropped. */
    Append begin(long after) {
        Append append = new Append(after);
        lock.lock();
        try {
            inFlight.add(append);
        } finally {
            lock.unlock();
        }
        return append;
    }

    /** The append is committed. */
    void publish(Append append, EventPage page) {
        change(() -> {
            inFlight.remove(append);
            keep(page);
            committed = Math.max(committed, page.upto());
        });
    }

    /** The append is rolled back, or nobody knows; if it was committed after all, its positions are heard of otherwise. */
    void drop(Append append) {
        change(() -> inFlight.remove(append));
    }

    /** Somebody has committed this position. */
    void heard(long position) {
        if (position > head) {
            change(() -> committed = Math.max(committed, position));
        }
    }

    /** As {@link #heard}, and no longer waits for appends of this node before it. */
    void insist(long position) {
        if (position > head) {
            change(() -> {
                inFlight.removeIf(append -> append.after < position);
                committed = Math.max(committed, position);
            });
        }
    }

    /** What is here of the events after a position, if the next one is. */
    @Nullable
    EventPage after(long position) {
        Map.Entry<Long, EventPage> entry = pages.floorEntry(position);
        return entry != null && entry.getValue().covers(position + 1)
                ? entry.getValue().from(position)
                : null;
    }

    /** Whether a page that begins after this position would be kept, rather than leave at once as the oldest. */
    boolean wants(long position, int usualPage) {
        Map.Entry<Long, EventPage> oldest = pages.firstEntry();
        return position > head - usualPage || (oldest != null && position > oldest.getKey());
    }

    /** Keeps what a reader has fetched from the table, so that the others need not. */
    void offer(EventPage page) {
        lock.lock();
        try {
            keep(page);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the head is beyond a position, the time is over, or {@code enough}. */
    void awaitBeyond(long position, long nanos, BooleanSupplier enough) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (head <= position && left > 0 && !enough.getAsBoolean()) {
                left = change.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look again. */
    void wake() {
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable step) {
        long before;
        lock.lock();
        try {
            before = head;
            step.run();
            long limit =
                    inFlight.stream().mapToLong(append -> append.after).min().orElse(Long.MAX_VALUE);
            head = Math.max(before, Math.min(committed, limit));
            change.signalAll();
        } finally {
            lock.unlock();
        }
        if (head > before) {
            moved.run();
        }
    }

    private void keep(EventPage page) {
        EventPage present = pages.get(page.after());
        if (present != null && present.upto() >= page.upto()) {
            return;
        }
        pages.put(page.after(), page);
        bytes += page.bytes() - (present == null ? 0 : present.bytes());
        while (bytes > byteLimit) {
            bytes -= pages.pollFirstEntry().getValue().bytes();
        }
    }
}
