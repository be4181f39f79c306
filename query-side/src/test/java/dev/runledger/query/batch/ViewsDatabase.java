package dev.runledger.query.batch;

import dev.runledger.ops.embedded.TestPostgres;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A fresh database that holds the views' tables, and transactions over it. */
public record ViewsDatabase(JdbcTemplate jdbc, PlatformTransactionManager manager) {

    /** For tests that use it from several threads: each transaction opens a connection. */
    public static ViewsDatabase fresh() {
        return over(TestPostgres.freshDatabase().dataSource());
    }

    /** For tests that ask much from one thread. */
    public static ViewsDatabase onOneConnection() {
        try {
            return over(new SingleConnectionDataSource(
                    TestPostgres.freshDatabase().dataSource().getConnection(), true));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ViewsDatabase over(DataSource source) {
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(
                        new ClassPathResource("db/views/V1__run.sql"),
                        new ClassPathResource("db/views/V2__job.sql"),
                        new ClassPathResource("db/views/V3__retry_policy.sql"),
                        new ClassPathResource("db/views/V4__next_run.sql"),
                        new ClassPathResource("db/views/V5__open_and_finished_runs.sql")),
                source);
        return new ViewsDatabase(new JdbcTemplate(source), new DataSourceTransactionManager(source));
    }

    /** Empties the tables: one database serves a class of tests, one test after the other. */
    public void clear() {
        jdbc.execute(
                "truncate views.run, views.open_run, views.run_snapshot, views.last_run, views.job, views.next_run,"
                        + " views.retry_policy");
    }

    /** Does the work in a transaction, as an event processor does with a batch. */
    public void commit(Runnable work) {
        new TransactionTemplate(manager).executeWithoutResult(transaction -> work.run());
    }

    /** Does the work in a transaction of its own, whatever goes on around it, and rolls it back. */
    public void rollBack(Runnable work) {
        TransactionTemplate own = new TransactionTemplate(manager);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        own.executeWithoutResult(transaction -> {
            work.run();
            transaction.setRollbackOnly();
        });
    }
}
