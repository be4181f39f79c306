package dev.runledger.ops.store;

import java.util.List;
import org.axonframework.eventhandling.TrackedEventMessage;

/**
 * Every event there is after one position and up to another, in order.
 *
 * @param after the position before the first that the page covers
 * @param upto the last position that the page covers; what it does not list between the two is deleted
 * @param bytes what the events take, about
 */
record EventPage(long after, long upto, List<TrackedEventMessage<?>> events, long bytes) {

    boolean covers(long position) {
        return after < position && position <= upto;
    }

    /** What of this page comes after a position that it covers, or just before that. */
    EventPage from(long position) {
        if (position == after) {
            return this;
        }
        int passed = 0;
        while (passed < events.size() && position(events.get(passed)) <= position) {
            passed++;
        }
        return new EventPage(position, upto, events.subList(passed, events.size()), bytes);
    }

    static long position(TrackedEventMessage<?> event) {
        return event.trackingToken().position().orElseThrow();
    }
}
