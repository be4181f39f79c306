package dev.runledger.ops.chaos;

import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL that all nodes share: made by the service's own launcher, then run without its supervisor, so that it can be
 * killed and started again when the plan wants it. As durable as the embedded one.
 */
final class DatabaseProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Room for all nodes and for us. */
    private static final String OWN_SETTINGS = "max_connections = 150\n";

    private final ChildProcesses children;
    private final List<String> words;
    private final Map<String, String> environment;
    private final Path directory;
    private final Path clock;
    private final boolean clockMoves;
    private final int port;
    private final String user;
    private final String password;
    private @Nullable Process process;

    private DatabaseProcess(
            ChildProcesses children, Path directory, Path programs, EmbeddedPostgres made, Optional<FakeClock> fake)
            throws IOException {
        this.children = children;
        this.directory = directory;
        this.clock = directory.resolve("clock-offset");
        this.clockMoves = fake.isPresent();
        this.port = made.port();
        this.user = made.user();
        this.password = made.password();
        this.words = words(programs, directory.resolve("cluster"));
        this.environment = fake.map(fakeClock -> fakeClock.following(clock)).orElse(Map.of());
        FakeClock.write(clock, Duration.ZERO);
    }

    /** Makes one and starts it. */
    static DatabaseProcess start(ChildProcesses children, Path directory, Path programs, Optional<FakeClock> fake)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("postgres-local.conf"), OWN_SETTINGS);
        DatabaseProcess database;
        try (EmbeddedPostgres made =
                EmbeddedPostgres.start(EmbeddedSettings.in(directory).withBinariesIn(programs), step -> {})) {
            database = new DatabaseProcess(children, directory, programs, made, fake);
        }
        database.start();
        return database;
    }

    /** As the user to whom the launcher gave the data: PostgreSQL does not run as root. */
    private static List<String> words(Path programs, Path cluster) throws IOException {
        List<String> words = new ArrayList<>();
        String owner = Files.getOwner(cluster).getName();
        if (!owner.equals("root") && System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid", owner, "--regid", "65534", "--clear-groups"));
        } else if (owner.equals("root")) {
            words.addAll(List.of("unshare", "--user"));
        }
        words.add(newest(programs).toAbsolutePath().resolve("bin/postgres").toString());
        words.addAll(List.of("-D", cluster.toString()));
        return words;
    }

    private static Path newest(Path programs) throws IOException {
        try (Stream<Path> homes = Files.list(programs)) {
            return homes.filter(home -> Files.isRegularFile(home.resolve("manifest")))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("no programs of PostgreSQL in " + programs));
        }
    }

    int port() {
        return port;
    }

    /** @param through the port that a client reaches it by */
    String url(int through) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + through + "/runledger?sslmode=disable";
    }

    /** Past all proxies. */
    Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + port + "/runledger?sslmode=disable");
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(5);
        source.setSocketTimeout(60);
        return source.getConnection();
    }

    /** Starts it unless it runs, and returns when it answers; it may have to recover first. */
    synchronized void start() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                throw new HarnessFailure("PostgreSQL does not come back; its log is in " + directory);
            }
            try {
                if (process == null || !process.isAlive()) {
                    process = children.start(words, environment, directory);
                    follow(process);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.sleep(100);
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void follow(Process started) {
        Thread.ofVirtual().start(() -> {
            try (InputStream output = started.getInputStream();
                    var log = Files.newOutputStream(
                            directory.resolve("postgres.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                output.transferTo(log);
            } catch (IOException ended) {
                // Its end ends its log.
            }
        });
    }

    /** All of its processes at once, as a power cut would. */
    synchronized void kill() throws InterruptedException {
        if (process != null) {
            List<ProcessHandle> all = process.descendants().toList();
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
            all.forEach(one -> one.onExit().join());
        }
    }

    /** A fast stop: sessions are ended, everything is written. */
    synchronized void stop() throws InterruptedException {
        if (process != null && process.isAlive()) {
            ChildProcesses.signal("INT", process);
            if (!ChildProcesses.ends(process, PATIENCE)) {
                throw new HarnessFailure("PostgreSQL does not stop; its log is in " + directory);
            }
        }
    }

    /** Whether that can be done here. */
    boolean stepClock(Duration offset) {
        if (clockMoves) {
            Path fresh = directory.resolve("clock-offset.new");
            FakeClock.write(fresh, offset);
            try {
                Files.move(fresh, clock, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return clockMoves;
    }

    @Override
    public void close() {
        if (process != null) {
            ChildProcesses.killTree(process);
        }
    }
}
