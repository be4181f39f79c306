package dev.runledger.ops.replay;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Tables that a replay which was killed has left. They may hold what was removed everywhere else meanwhile. */
public final class ReplayLeftovers {

    private static final String ANY = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname IN ('" + Shadow.SCHEMA
            + "', '" + Shadow.REPLACED + "'))";

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;

    public ReplayLeftovers(JdbcTemplate sql, TransactionTemplate transaction) {
        this.sql = sql;
        this.transaction = transaction;
    }

    /** Drops them, if there are any; false while a replay is under way, whose tables they are. */
    public boolean drop() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!isTrue("SELECT pg_try_advisory_xact_lock(" + RunReplay.LOCK + ")")) {
                return false;
            }
            if (isTrue(ANY)) {
                new Shadow(sql).drop();
            }
            return true;
        }));
    }

    private boolean isTrue(String select) {
        return Boolean.TRUE.equals(sql.queryForObject(select, Boolean.class));
    }
}
