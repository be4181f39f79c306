package dev.runledger.ops.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Real PostgreSQL for tests: one cluster per JVM in a temporary directory, started when first asked for and removed when
 * the JVM ends, and in it a new database for whoever asks. The programs are unpacked once per module, below its
 * {@code target} directory.
 */
public final class TestPostgres {

    private static final Path BINARIES = Path.of("target", "postgres");

    /** What a killed test run leaves is found by the process id in the name. */
    private static final String PREFIX = "runledger-test-";

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private TestPostgres() {
        Path directory = temporaryDirectory();
        // Without time for an orderly stop: what would be written down is deleted right after.
        EmbeddedSettings settings =
                EmbeddedSettings.in(directory).withBinariesIn(BINARIES).withStopLimit(Duration.ZERO);
        postgres = EmbeddedPostgres.start(settings, sentence -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "test-postgres-removal"));
    }

    /** Starts the cluster when this class is first touched, once for all threads. */
    private static final class Shared {
        private static final TestPostgres INSTANCE = new TestPostgres();
    }

    /** A newly created, empty database. */
    public static TestDatabase freshDatabase() {
        return Shared.INSTANCE.create();
    }

    private TestDatabase create() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = source("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no fresh database for the test", e);
        }
        return new TestDatabase(source(name), postgres.url(name), postgres.user(), postgres.password());
    }

    private PGSimpleDataSource source(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(postgres.url(database));
        source.setUser(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    private void remove(Path directory) {
        postgres.close();
        try {
            FileTree.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            Path own =
                    Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
            sweep(own.resolveSibling("."));
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sweep(Path temporary) throws IOException {
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(temporary, PREFIX + "*-*")) {
            for (Path candidate : candidates) {
                String pid = candidate
                        .getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .replaceFirst("-.*", "");
                if (pid.matches("[0-9]{1,9}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    FileTree.delete(candidate);
                }
            }
        }
    }
}
