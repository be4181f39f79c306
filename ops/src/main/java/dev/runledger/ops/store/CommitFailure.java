package dev.runledger.ops.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

/** What the failure of a transaction means for the commands in it. */
enum CommitFailure {

    /** Rolled back because of what others did at the same time: worth another try. */
    CONFLICT,

    /** Storage was not reached or did not say what became of the commit: repeating could do a thing twice. */
    UNAVAILABLE,

    /** Rolled back because of what the commands themselves are: at least one of them cannot succeed. */
    FAULT;

    /**
     * Classes of SQLSTATE: lost connections, too few resources, shutdowns, failed disks, and servers that only read. Lost
     * or refused connections show as 08, 57P and 53; 25006 is a server that has become a standby.
     */
    private static final Set<String> UNAVAILABLE_STATES = Set.of("08", "53", "57P", "58", "25006");

    /** Unique violation, serialization failure, deadlock, a statement after a failed one, lock not available. */
    private static final Set<String> CONFLICT_STATES = Set.of("23505", "40", "25P02", "55P03");

    /** @param committing whether the commit was already under way */
    static CommitFailure of(Throwable failure, boolean committing) {
        CommitFailure known = known(failure);
        if (known != null) {
            return known;
        }
        return committing && sqlState(failure) == null ? UNAVAILABLE : FAULT;
    }

    /** Whether this failure, of a command rather than a commit, comes from storage that cannot be reached. */
    static boolean unavailable(Throwable failure) {
        return known(failure) == UNAVAILABLE;
    }

    private static @Nullable CommitFailure known(Throwable failure) {
        CommitFailure known = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isUnavailable(cause)) {
                return UNAVAILABLE;
            }
            if (isConflict(cause)) {
                known = CONFLICT;
            }
        }
        return known;
    }

    private static boolean isUnavailable(Throwable cause) {
        return cause instanceof CannotCreateTransactionException
                || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException
                || hasState(cause, UNAVAILABLE_STATES);
    }

    private static boolean isConflict(Throwable cause) {
        return cause instanceof ConcurrencyException || hasState(cause, CONFLICT_STATES);
    }

    private static boolean hasState(Throwable cause, Set<String> prefixes) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && prefixes.stream().anyMatch(sql.getSQLState()::startsWith);
    }

    private static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
