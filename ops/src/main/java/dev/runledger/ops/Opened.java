package dev.runledger.ops;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is open, to be closed in reverse order: all of it, even if some of it fails to. Safe for all threads. */
final class Opened implements AutoCloseable {

    private final Deque<AutoCloseable> things = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T thing) {
        things.push(thing);
        return thing;
    }

    /** Harmless when repeated. */
    @Override
    public synchronized void close() {
        @Nullable IllegalStateException trouble = null;
        while (!things.isEmpty()) {
            AutoCloseable thing = things.pop();
            try {
                thing.close();
            } catch (Exception e) {
                if (trouble == null) {
                    trouble = new IllegalStateException("not everything could be closed: " + e.getMessage(), e);
                } else {
                    trouble.addSuppressed(e);
                }
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }
}
