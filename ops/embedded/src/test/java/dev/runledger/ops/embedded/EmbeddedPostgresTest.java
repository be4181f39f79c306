package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    private Path directory;

    @Test
    void theFirstStartMakesADurableDatabaseBehindAPassword() throws IOException {
        try (EmbeddedPostgres postgres = Services.start(directory)) {
            assertThat(Services.ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(Services.ask(postgres, "SHOW data_checksums")).isEqualTo("on");
            assertThat(Services.ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Services.ask(postgres, "SHOW log_timezone")).isEqualTo("UTC");
            assertThat(Services.ask(postgres, "SELECT current_database() || lower('Ä')"))
                    .isEqualTo("runledgerä");
            assertThat(postgres.password()).hasSizeGreaterThanOrEqualTo(32);
            assertThat(Files.getPosixFilePermissions(directory.resolve("postgres-password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url(), postgres.user(), "guessed"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void theSecondStartFindsDataPortAndPasswordAgain() {
        int port;
        String password;
        try (EmbeddedPostgres first = Services.start(directory)) {
            Services.execute(first, "CREATE TABLE kept AS SELECT 'still here' AS what");
            port = first.port();
            password = first.password();
        }

        try (EmbeddedPostgres second = Services.start(directory)) {
            assertThat(Services.ask(second, "SELECT what FROM kept")).isEqualTo("still here");
            assertThat(second.port()).isEqualTo(port);
            assertThat(second.password()).isEqualTo(password);
        }
    }

    @Test
    void closingEndsTheProcessAndMayBeRepeated() {
        EmbeddedPostgres postgres = Services.start(directory);
        long pid = postgres.pid();

        postgres.close();
        postgres.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void aSecondServiceOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() {
        try (EmbeddedPostgres first = Services.start(directory)) {
            assertThatThrownBy(() -> Services.start(directory))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());

            assertThat(Services.ask(first, "SELECT 'fine'")).isEqualTo("fine");
        }
    }

    @Test
    void aDatabaseThatCouldLoseCommitsIsNotUsed() throws IOException {
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            Files.writeString(directory.resolve("postgres-local.conf"), setting + " = off\n");

            assertThatThrownBy(() -> Services.start(directory))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining("runs with " + setting + " = off");
            assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void anotherPortIsChosenAndKeptWhenTheRememberedOneIsTaken() throws IOException {
        List<String> steps = new ArrayList<>();
        int chosen;
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Files.writeString(directory.resolve("postgres-port"), stranger.getLocalPort() + "\n");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Services.settings(directory), steps::add)) {
                assertThat(Services.ask(postgres, "SELECT 'fine'")).isEqualTo("fine");
                chosen = postgres.port();
                assertThat(chosen).isNotEqualTo(stranger.getLocalPort());
            }
        }
        assertThat(steps).anyMatch(step -> step.endsWith("is taken; from now on the database uses port " + chosen));
        assertThat(directory.resolve("postgres-port")).content().isEqualTo(chosen + "\n");
    }

    @Test
    void anotherMajorVersionIsLeftAlone() throws IOException {
        Files.createDirectory(directory.resolve("cluster"));
        Files.writeString(directory.resolve("cluster/PG_VERSION"), "16\n");

        assertThatThrownBy(() -> Services.start(directory))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("was made by PostgreSQL 16")
                .hasMessageContaining("brings PostgreSQL 17");
    }

    @Test
    void aSettingPostgresDoesNotKnowIsNamedInTheFailure() throws IOException {
        Files.writeString(directory.resolve("postgres-local.conf"), "share_buffers = '1MB'\n");

        assertThatThrownBy(() -> Services.start(directory))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("unrecognized configuration parameter \"share_buffers\"");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Services.start(file))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void aLostPasswordIsSaidAndNotReplaced() throws IOException {
        Services.start(directory).close();
        Files.delete(directory.resolve("postgres-password"));

        assertThatThrownBy(() -> Services.start(directory))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("postgres-password is missing");
    }
}
