package dev.runledger.ops.store;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/** A fresh database with the ledger's tables, and what a test wants to know of it. */
record Ledger(TestDatabase database) {

    static Ledger fresh() {
        TestDatabase database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("ledger")
                .locations("classpath:db/ledger")
                .load()
                .migrate();
        return new Ledger(database);
    }

    /** As it was when fresh: databases are dear, so the tests of a class share one. */
    Ledger emptied() {
        execute("TRUNCATE ledger.event, ledger.token");
        execute("UPDATE ledger.head SET last = 0");
        return this;
    }

    void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    List<Long> numbers(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            List<Long> numbers = new ArrayList<>();
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long number(String sql) {
        return numbers(sql).getFirst();
    }

    long events() {
        return number("SELECT count(*) FROM ledger.event");
    }
}
