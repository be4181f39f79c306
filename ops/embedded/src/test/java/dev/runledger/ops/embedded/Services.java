package dev.runledger.ops.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What the tests of the launcher do to a running database. */
final class Services {

    private Services() {}

    static EmbeddedPostgres start(Path directory) {
        return start(directory, Outages.UNHEARD);
    }

    static EmbeddedPostgres start(Path directory, Outages outages) {
        return EmbeddedPostgres.start(settings(directory), sentence -> {}, outages);
    }

    static EmbeddedSettings settings(Path directory) {
        return EmbeddedSettings.in(directory).withBinariesIn(Path.of("target", "postgres"));
    }

    static void execute(EmbeddedPostgres postgres, String sql) {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static String ask(EmbeddedPostgres postgres, String query) {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Where the system keeps a program. */
    static Path onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
    }
}
