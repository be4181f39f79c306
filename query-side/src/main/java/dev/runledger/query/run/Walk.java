package dev.runledger.query.run;

import dev.runledger.query.paging.Cursor;
import dev.runledger.query.paging.Sort;
import dev.runledger.query.paging.Where;
import dev.runledger.query.run.RunOrder.Presence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way along an index, from where the page before ended. The runs that lack what they are sorted by come last, in a walk of
 * their own: in an index they are at one end, whichever way it is read.
 *
 * @param absent whether it goes through the runs without the value
 * @param beyond where the page before ended, or null to start at the beginning
 */
record Walk(Sort<RunOrder> sort, boolean absent, @Nullable Cursor beyond) {

    /**
     * The walks that a page is made of, one after the other.
     *
     * @param present whether only runs with the value are wanted
     */
    static List<Walk> of(Sort<RunOrder> sort, boolean present, @Nullable Cursor beyond) {
        List<Walk> walks = new ArrayList<>();
        boolean amongAbsent = beyond != null && beyond.value() == null;
        if (!amongAbsent) {
            walks.add(new Walk(sort, false, beyond));
        }
        if (sort.field().presence() != Presence.ALWAYS && !present) {
            walks.add(new Walk(sort, true, amongAbsent ? beyond : null));
        }
        return walks;
    }

    /** Whether it comes by runs that are over. */
    boolean meetsFinished() {
        return !absent || sort.field().presence() == Presence.SOMETIMES;
    }

    /** Whether it comes by runs that are not over. */
    boolean meetsOpen() {
        return absent || sort.field().presence() != Presence.ONCE_FINISHED;
    }

    /** The rows of finished runs that it comes by. */
    void in(Where where) {
        if (sort.field().presence() == Presence.SOMETIMES) {
            where.and(sort.field().column() + (absent ? " is null" : " is not null"));
        }
        behindCursor(where);
    }

    /** The rows of open runs that it comes by; they have no column for what comes with the end. */
    void inOpen(Where where) {
        if (sort.field().presence() == Presence.ONCE_FINISHED) {
            behindCursor(where);
        } else {
            in(where);
        }
    }

    private void behindCursor(Where where) {
        if (beyond == null) {
            return;
        }
        String beyondIt = sort.descending() ? " < " : " > ";
        if (beyond.value() == null) {
            where.and("id" + beyondIt + "?", beyond.id());
        } else {
            where.and("(" + sort.field().column() + ", id)" + beyondIt + "(?, ?)", beyond.value(), beyond.id());
        }
    }

    /** In the order of the index, which the runs without a value have, too. */
    String order() {
        return "order by " + sort.field().column() + " " + sort.direction() + ", " + byId();
    }

    /** The order of open runs, which have no column for what comes with the end. */
    String orderOfOpen() {
        return sort.field().presence() == Presence.ONCE_FINISHED ? "order by " + byId() : order();
    }

    private String byId() {
        return "id " + sort.direction();
    }
}
