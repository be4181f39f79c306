package dev.runledger.ops.replay;

import dev.runledger.ops.store.FollowerPositions;
import java.util.Map;
import org.axonframework.eventhandling.Segment;

/**
 * A piece of the ledger.
 *
 * @param after the position before its first
 * @param upto its last position
 */
record Stretch(long after, long upto) {

    private static final Stretch NOTHING = new Stretch(0, 0);

    /**
     * What lies between two states of a follower: no more than is needed, so that a segment that stands still does not count as long
     * as it is the same in both.
     */
    static Stretch between(FollowerPositions from, FollowerPositions to) {
        if (!from.bySegment().keySet().equals(to.bySegment().keySet())) {
            return new Stretch(from.least(), to.most());
        }
        Stretch stretch = NOTHING;
        for (Map.Entry<Segment, Long> segment : to.bySegment().entrySet()) {
            long before = from.bySegment().getOrDefault(segment.getKey(), 0L);
            if (before < segment.getValue()) {
                stretch = stretch.with(new Stretch(before, segment.getValue()));
            }
        }
        return stretch;
    }

    private Stretch with(Stretch other) {
        return length() == 0 ? other : new Stretch(Math.min(after, other.after), Math.max(upto, other.upto));
    }

    long length() {
        return upto - after;
    }
}
