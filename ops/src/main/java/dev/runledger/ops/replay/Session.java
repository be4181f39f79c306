package dev.runledger.ops.replay;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** One session of the database, for one thread at a time; what is locked by it is free when it is closed. */
final class Session implements AutoCloseable {

    /**
     * A replay takes as long as it takes, whatever the server or the user's settings say of others. Where the server can, it looks
     * whether a killed replay still waits for the answer.
     */
    private static final String SETTINGS = """
            SET statement_timeout = 0;
            SET idle_in_transaction_session_timeout = 0;
            SET lock_timeout = 0;
            SET timezone = 'UTC';
            SET maintenance_work_mem = '128MB';
            DO $$
            BEGIN
              PERFORM set_config('client_connection_check_interval', '1s', false);
            EXCEPTION WHEN OTHERS THEN NULL;
            END $$""";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final SingleConnectionDataSource source;
    private final JdbcTemplate sql;
    private final JdbcTransactionManager transactions;

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(TransactionStatus status) throws InterruptedException;
    }

    private Session(Connection connection) {
        this.source = new SingleConnectionDataSource(connection, true);
        this.sql = new JdbcTemplate(source);
        this.transactions = new JdbcTransactionManager(source);
    }

    static Session open(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        Session session = new Session(connection);
        session.sql.execute(SETTINGS);
        return session;
    }

    /** Whether a statement failed for a lock that it did not get within its limit; its transaction is of no use any more. */
    static boolean lockWasNotToBeHad(DataAccessException failure) {
        return failure.getRootCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
    }

    JdbcTemplate sql() {
        return sql;
    }

    /** Commits what the work does, or, if it fails or is to be rolled back by its status, none of it. */
    <T> T inTransaction(Work<T> work) throws InterruptedException {
        return inTransaction(new DefaultTransactionDefinition(), work);
    }

    /** All that is read sees the database as it was at the first read. */
    <T> T inSnapshot(Work<T> work) throws InterruptedException {
        DefaultTransactionDefinition snapshot = new DefaultTransactionDefinition();
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return inTransaction(snapshot, work);
    }

    private <T> T inTransaction(TransactionDefinition definition, Work<T> work) throws InterruptedException {
        TransactionStatus status = transactions.getTransaction(definition);
        T result;
        try {
            result = work.run(status);
        } catch (RuntimeException | Error | InterruptedException e) {
            transactions.rollback(status);
            throw e;
        }
        transactions.commit(status);
        return result;
    }

    @Override
    public void close() {
        source.destroy();
    }
}
