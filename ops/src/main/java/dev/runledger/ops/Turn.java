package dev.runledger.ops;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Work on a database that one node does at a time, while the others wait for as long as it takes. If the session that holds the
 * turn breaks, the work goes on and fails at its end.
 */
final class Turn {

    /** Waiting, or being idle while the work is done in other sessions, may take long. */
    private static final String WITHOUT_LIMITS =
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

    private static final String TAKE = "SELECT pg_advisory_xact_lock(hashtext(?))";

    private Turn() {}

    /**
     * @param database without limits on how long an answer may take
     * @param name of what is done
     * @param work on this thread, in transactions of its own
     */
    static void of(String name, DataSource database, Runnable work) {
        JdbcTemplate sql = new JdbcTemplate(database);
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        // Else what the work does outside of transactions would keep its connections until the end of this one.
        transactions.setTransactionSynchronization(JdbcTransactionManager.SYNCHRONIZATION_NEVER);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            sql.execute(WITHOUT_LIMITS);
            sql.query(TAKE, row -> {}, name);
            work.run();
        });
    }
}
