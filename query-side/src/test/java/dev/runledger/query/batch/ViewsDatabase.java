package dev.runledger.query.batch;

import dev.runledger.ops.embedded.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
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

    private static final List<String> MIGRATIONS = List.of(
            "V1__run.sql",
            "V2__job.sql",
            "V3__retry_policy.sql",
            "V4__next_run.sql",
            "V5__open_and_finished_runs.sql",
            "V6__run_tally.sql",
            "V7__sealed_definition.sql");

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

    /** As a service of an earlier version left it: with the first so many migrations. */
    public static ViewsDatabase ofVersion(int version) {
        return over(TestPostgres.freshDatabase().dataSource(), MIGRATIONS.subList(0, version));
    }

    /** Brings a database of that version up to date. */
    public void upgrade(int version) {
        migrate(Objects.requireNonNull(jdbc.getDataSource()), MIGRATIONS.subList(version, MIGRATIONS.size()));
    }

    private static ViewsDatabase over(DataSource source) {
        return over(source, MIGRATIONS);
    }

    private static ViewsDatabase over(DataSource source, List<String> migrations) {
        migrate(source, migrations);
        return new ViewsDatabase(new JdbcTemplate(source), new DataSourceTransactionManager(source));
    }

    private static void migrate(DataSource source, List<String> migrations) {
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(migrations.stream()
                        .map(file -> new ClassPathResource("db/views/" + file))
                        .toArray(ClassPathResource[]::new)),
                source);
    }

    /** Empties the tables: one database serves a class of tests, one test after the other. */
    public void clear() {
        jdbc.execute("truncate views.run, views.open_run, views.run_snapshot, views.last_run, views.run_tally,"
                + " views.run_tally_news, views.job, views.next_run, views.retry_policy");
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
