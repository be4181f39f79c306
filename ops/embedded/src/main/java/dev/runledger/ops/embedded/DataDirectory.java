package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The one place that knows which file of a data directory is which. */
record DataDirectory(Path root) {

    /** Creates the directory, for its owner only, if it is not there. */
    static DataDirectory at(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path real = path.toRealPath();
            if (!Files.isWritable(real)) {
                throw new EmbeddedFailure("The data directory " + real + " cannot be written to by the user of this"
                        + " service. Change its owner or name another directory.");
            }
            return new DataDirectory(real);
        } catch (FileAlreadyExistsException e) {
            throw new EmbeddedFailure("The data directory " + path + " is a file. Name another directory.", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new EmbeddedFailure(
                    "The data directory " + path + " cannot be created: " + Failures.reason(e) + ".", e);
        }
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path password() {
        return root.resolve("postgres-password");
    }

    Path port() {
        return root.resolve("postgres-port");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    /** PostgreSQL's own data directory. */
    Path cluster() {
        return root.resolve("cluster");
    }

    Path postmasterPid() {
        return cluster().resolve("postmaster.pid");
    }

    /** Settings of the operator, read last by PostgreSQL. */
    Path localSettings() {
        return root.resolve("postgres-local.conf");
    }
}
