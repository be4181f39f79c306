package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that the operator brings along. */
class ExternalDatabaseIT {

    private Installation home;
    private TestDatabase database;

    @BeforeEach
    void open() {
        home = Installation.create();
        database = TestPostgres.freshDatabase();
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void isUsedInsteadOfTheEmbeddedOne() throws Exception {
        try (HitRecorder target = new HitRecorder();
                ServiceProcess service = home.serve(url(), "DATABASE_USER=" + database.user(), password())) {
            Api api = home.api(service);
            api.createJob("elsewhere", target.url());
            String run = api.mustRun("elsewhere");
            assertThat(api.awaitAllOver()).containsEntry(run, new Api.Run("SUCCEEDED", ""));
            assertThat(home.data().resolve("postgres/cluster")).doesNotExist();
        }

        // The same once more, with everything in one address in a file.
        String whole = database.url().replace("jdbc:postgresql://", "postgresql://" + database.user() + "@");
        Path urlFile = Files.writeString(home.data().resolve("url"), whole + "\n");
        Path passwordFile = Files.writeString(home.data().resolve("password"), database.password() + "\n");
        try (ServiceProcess service =
                home.serve("DATABASE_URL_FILE=" + urlFile, "DATABASE_PASSWORD_FILE=" + passwordFile)) {
            assertThat(home.api(service).get("/api/v1/jobs/elsewhere").status()).isEqualTo(200);
            service.terminate();
            assertThat(service.awaitExit()).as(service.output()).isZero();
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertRefused(
                "password authentication failed", url(), "DATABASE_USER=" + database.user(), "DATABASE_PASSWORD=no");
    }

    @Test
    void aServerThatDoesNotListenIsRefused() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertRefused("127.0.0.1:" + closed + " refused", "DATABASE_URL=postgresql://u:p@127.0.0.1:" + closed + "/db");
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        assertRefused("There is no host nowhere.invalid.", "DATABASE_URL=postgresql://u:p@nowhere.invalid/db");
    }

    @Test
    void aServerThatMayLoseCommitsIsRefused() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + connection.getCatalog() + " SET synchronous_commit = off");
        }
        assertRefused(
                "The database runs with synchronous_commit = off",
                url(),
                "DATABASE_USER=" + database.user(),
                password());
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws SQLException {
        try (ServiceProcess service = home.serve(url(), "DATABASE_USER=" + database.user(), password())) {
            service.terminate();
            assertThat(service.awaitExit()).as(service.output()).isZero();
        }
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO views.flyway_schema_history
                    SELECT 999, '999', 'from the future', 'SQL', 'V999__from_the_future.sql', 1, 'runledger', now(), 1, true""");
        }
        assertRefused(
                "The schema views of this database has the migration V999 (from the future), which Runledger ",
                url(),
                "DATABASE_USER=" + database.user(),
                password());
    }

    private String url() {
        return "DATABASE_URL=" + database.url();
    }

    private String password() {
        return "DATABASE_PASSWORD=" + database.password();
    }

    private void assertRefused(String part, String... settings) {
        ServiceProcess service = home.launch(settings);
        assertThat(service.awaitExit()).as(service.output()).isEqualTo(1);
        assertThat(service.output()).contains(part).doesNotContain("\tat ", "Exception");
    }
}
