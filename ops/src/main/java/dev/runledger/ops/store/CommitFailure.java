package dev.runledger.ops.store;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.axonframework.modelling.command.ConcurrencyException;

/** What the failure of a transaction means for the commands in it. */
enum CommitFailure {

    /** Rolled back because of what others did at the same time: worth another try. */
    CONFLICT,

    /** Storage was not reached or did not say what became of the commit: repeating could do a thing twice. */
    UNAVAILABLE,

    /** Rolled back because of what the commands themselves are: at least one of them cannot succeed. */
    FAULT;

    /**
     * Unique violation, serialization failure and deadlock, a statement after a failed one, lock not available; and statements
     * that were prepared for tables as they no longer are, or in a session that a pooler has exchanged.
     */
    private static final Set<String> CONFLICT_STATES = Set.of("23505", "40", "25P02", "55P03", "26000", "0A000");

    /**
     * Too many of something. During a commit it is the queue of notifications that is full, which is nobody's fault; before
     * that it is what a command wants to write.
     */
    private static final String BEYOND_A_LIMIT = "54";

    /** @param committing whether the commit was already under way */
    static CommitFailure of(Throwable failure, boolean committing) {
        if (Outage.explains(failure)) {
            return UNAVAILABLE;
        }
        if (has(failure, CommitFailure::isConflict)) {
            return CONFLICT;
        }
        boolean saysWhy = has(failure, cause -> hasState(cause, Set.of("")));
        boolean full = has(failure, cause -> hasState(cause, Set.of(BEYOND_A_LIMIT)));
        return committing && (full || !saysWhy) ? UNAVAILABLE : FAULT;
    }

    private static boolean isConflict(Throwable cause) {
        return cause instanceof ConcurrencyException || hasState(cause, CONFLICT_STATES);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> sign) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (sign.test(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasState(Throwable cause, Set<String> prefixes) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && prefixes.stream().anyMatch(sql.getSQLState()::startsWith);
    }
}
