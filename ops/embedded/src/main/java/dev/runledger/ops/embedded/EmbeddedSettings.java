package dev.runledger.ops.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the database lives and how long it may take.
 *
 * @param dataDirectory keeps everything of this database: lock, password, port, log, and the data themselves
 * @param binariesDirectory where the PostgreSQL programs are unpacked to; several databases may share it
 * @param database the one created for the service if it is not there
 * @param startLimit how long a start may take, recovery after a crash included
 * @param stopLimit how long an orderly stop may take before it is cut short
 */
public record EmbeddedSettings(
        Path dataDirectory, Path binariesDirectory, String database, Duration startLimit, Duration stopLimit) {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    public EmbeddedSettings {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
        if (!database.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain database name: " + database);
        }
    }

    /** Everything, programs included, in one directory. */
    public static EmbeddedSettings in(Path dataDirectory) {
        return new EmbeddedSettings(dataDirectory, dataDirectory, "runledger", START_LIMIT, STOP_LIMIT);
    }

    public EmbeddedSettings withBinariesIn(Path directory) {
        return new EmbeddedSettings(dataDirectory, directory, database, startLimit, stopLimit);
    }

    public EmbeddedSettings withStopLimit(Duration limit) {
        return new EmbeddedSettings(dataDirectory, binariesDirectory, database, startLimit, limit);
    }
}
