package dev.runledger.command;

import dev.runledger.ops.embedded.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A fresh PostgreSQL database with the tables of this side. */
public final class LedgerDatabase {

    private static final List<String> MIGRATIONS = List.of(
            "V2__catalog.sql",
            "V3__open_run.sql",
            "V4__schedule.sql",
            "V5__retry_policy.sql",
            "V6__idempotency.sql",
            "V7__environment.sql");

    private final DataSource source = TestPostgres.freshDatabase().dataSource();

    public LedgerDatabase() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA ledger");
            statement.execute("SET search_path TO ledger");
            MIGRATIONS.forEach(
                    script -> ScriptUtils.executeSqlScript(connection, new ClassPathResource("db/ledger/" + script)));
        }
    }

    public JdbcTemplate sql() {
        return new JdbcTemplate(source);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }
}
