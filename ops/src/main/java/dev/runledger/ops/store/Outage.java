package dev.runledger.ops.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells failures of storage from failures of what was asked of it. Whoever asks again later may be answered; nothing was
 * wrong with the question.
 */
public final class Outage {

    /**
     * Classes of SQLSTATE: lost or refused connections (08), disks, memory or connections that have run out (53), statements
     * and sessions that somebody or a limit has ended, and servers that start or stop (57), failing disks (58). Of other
     * classes: a server that has become a standby (25006), a transaction that this node let lie idle (25P03) or that took too
     * long (25P04), and one of which nobody knows whether it was completed (40003).
     */
    private static final Set<String> STATES = Set.of("08", "53", "57", "58", "25006", "25P03", "25P04", "40003");

    private Outage() {}

    /** Whether a failure comes of storage that cannot be reached, or not in time, or cannot write. */
    public static boolean explains(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOutage(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutage(Throwable cause) {
        return switch (cause) {
            case CannotCreateTransactionException e -> true;
            case SQLTransientConnectionException e -> true;
            case SQLNonTransientConnectionException e -> true;
            case SQLRecoverableException e -> true;
            case SQLException e -> isOutage(e.getSQLState());
            default -> false;
        };
    }

    /** Without a state it was not the server that spoke: driver and pool say so of connections that are closed already. */
    private static boolean isOutage(@Nullable String state) {
        return state == null || STATES.stream().anyMatch(state::startsWith);
    }
}
