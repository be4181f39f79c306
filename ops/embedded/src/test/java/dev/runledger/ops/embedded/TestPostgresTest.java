package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void everyoneWhoAsksGetsAnEmptyDatabaseOfTheirOwn() throws SQLException {
        TestDatabase first = TestPostgres.freshDatabase();
        TestDatabase second = TestPostgres.freshDatabase();

        assertThat(first.url()).isNotEqualTo(second.url());
        try (Connection connection = first.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mine (id int)");
        }
        try (Connection connection = second.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('mine') IS NULL")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
        }
    }
}
