package dev.runledger.ops.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Which connections leave the pool besides those that are broken. After a fail-over a connection may be as good as any, but to
 * a server that only reads; it would fail whoever gets it, until it is too old.
 */
final class UselessConnections implements SQLExceptionOverride {

    /** The server reads only, or has ended the session by saying so: the pool itself knows a few of the latter. */
    private static boolean isUseless(String state) {
        return state.equals("25006")
                || state.equals("25P03")
                || state.equals("25P04")
                || (state.startsWith("57") && !state.equals("57014"));
    }

    // The interface has a type of the annotation's name.
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && isUseless(state) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
