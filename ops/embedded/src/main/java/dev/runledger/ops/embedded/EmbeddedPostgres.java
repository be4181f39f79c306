package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;

/**
 * A running PostgreSQL that belongs to this process: nothing to install, nothing to configure, and as durable as any
 * other. It listens on loopback only, asks every connection for a password, is restarted on the same port if it dies, and
 * ends with {@link #close}. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private final EmbeddedSettings settings;
    private final DataDirectoryLock lock;
    private final Supervisor supervisor;
    private final String password;

    private EmbeddedPostgres(
            EmbeddedSettings settings, DataDirectoryLock lock, Supervisor supervisor, String password) {
        this.settings = settings;
        this.lock = lock;
        this.supervisor = supervisor;
        this.password = password;
    }

    /** Whether a database was made there once, whoever runs it. */
    public static boolean exists(EmbeddedSettings settings) {
        return Files.exists(new DataDirectory(settings.dataDirectory()).cluster());
    }

    public static EmbeddedPostgres start(EmbeddedSettings settings, Progress progress) {
        return start(settings, progress, Outages.UNHEARD);
    }

    /**
     * Blocks until the database serves: some seconds the first time, about one later.
     *
     * @throws EmbeddedFailure if it cannot be had; the message says why and what to do
     */
    public static EmbeddedPostgres start(EmbeddedSettings settings, Progress progress, Outages outages) {
        DataDirectory directory = DataDirectory.at(settings.dataDirectory());
        DataDirectoryLock lock = DataDirectoryLock.take(directory);
        try {
            return start(settings, directory, lock, progress, outages);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedPostgres start(
            EmbeddedSettings settings,
            DataDirectory directory,
            DataDirectoryLock lock,
            Progress progress,
            Outages outages) {
        clearLeftovers(settings, directory, progress);
        Platform platform = Platform.current();
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(settings.binariesDirectory(), platform, progress);
        Launch launch = UnprivilegedUser.choose(binaries, directory, platform);
        String password = new PostgresCluster(directory, binaries, launch).password(progress);
        DatabaseAccess access = new DatabaseAccess(settings.database(), password);
        Supervisor supervisor = new Supervisor(
                new PostgresServer(settings, directory, binaries, launch, access),
                new PortMemory(directory.port()),
                settings,
                outages,
                progress);
        supervisor.awaitServing();
        return new EmbeddedPostgres(settings, lock, supervisor, password);
    }

    /** Before the programs are looked at, because an orphan may still run them. */
    private static void clearLeftovers(EmbeddedSettings settings, DataDirectory directory, Progress progress) {
        try {
            new Leftovers(directory, settings.stopLimit()).clear(progress);
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The file " + directory.postmasterPid() + " cannot be used: " + Failures.reason(e) + ".", e);
        }
    }

    /** The JDBC address of the service's database; it stays valid through restarts. */
    public String url() {
        return url(settings.database());
    }

    /** The JDBC address of another database of the same cluster. */
    public String url(String database) {
        return DatabaseAccess.url(supervisor.current().port(), database);
    }

    public String user() {
        return PostgresCluster.USER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return supervisor.current().port();
    }

    /** The process that runs at the moment; another one after a restart. */
    public long pid() {
        return supervisor.current().pid();
    }

    /** Stops the database in order, or by force if that takes too long; harmless when repeated. */
    @Override
    public void close() {
        supervisor.close();
        lock.close();
    }
}
