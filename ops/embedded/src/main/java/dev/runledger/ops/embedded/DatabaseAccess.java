package dev.runledger.ops.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** The first connection after every start: asks whether what is committed will last, and sees to the database. */
final class DatabaseAccess {

    /** Without any of these a crash could take back what was already acted upon. */
    private static final List<String> MUST_BE_ON = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final String database;
    private final String password;

    DatabaseAccess(String database, String password) {
        this.database = database;
        this.password = password;
    }

    /** Why this PostgreSQL must not be used, if there is a reason. */
    Optional<String> doubt(int port) {
        try (Connection connection = connect(port);
                Statement statement = connection.createStatement()) {
            for (String setting : MUST_BE_ON) {
                String value = single(statement, "SHOW " + setting);
                if (!value.equals("on")) {
                    return Optional.of("PostgreSQL runs with " + setting + " = " + value
                            + ", so a crash could lose what was committed. It was stopped. Remove that setting from"
                            + " postgres-local.conf (or undo the ALTER SYSTEM) and start again.");
                }
            }
            createDatabase(connection, statement);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("PostgreSQL started on 127.0.0.1:" + port + " but cannot be used: " + e.getMessage());
        }
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=disable";
    }

    Connection connect(int port) throws SQLException {
        // Not by way of DriverManager, which finds no driver from a thread that cannot see into the jar.
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(port, "postgres"));
        source.setUser(PostgresCluster.USER);
        source.setPassword(password);
        source.setConnectTimeout(10);
        source.setSocketTimeout(60);
        return source.getConnection();
    }

    private void createDatabase(Connection connection, Statement statement) throws SQLException {
        try (PreparedStatement there = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            there.setString(1, database);
            if (there.executeQuery().next()) {
                return;
            }
        }
        // The settings allow plain names only, so this needs no quoting.
        statement.execute("CREATE DATABASE " + database);
    }

    private static String single(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
