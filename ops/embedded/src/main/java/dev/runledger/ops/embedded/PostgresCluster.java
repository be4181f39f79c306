package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The cluster and its password: made once, as a whole or not at all, and then only read. */
final class PostgresCluster {

    static final String USER = "runledger";

    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
    /** 40 characters of base 64. */
    private static final int PASSWORD_BYTES = 30;

    private final DataDirectory directory;
    private final PostgresBinaries binaries;
    private final Launch launch;

    PostgresCluster(DataDirectory directory, PostgresBinaries binaries, Launch launch) {
        this.directory = directory;
        this.binaries = binaries;
        this.launch = launch;
    }

    /** Initialises the cluster if there is none, and tells its password. */
    String password(Progress progress) {
        try {
            if (Files.notExists(directory.cluster())) {
                progress.step("Initialising the database in " + directory.cluster());
                initialise();
            }
            refuseAnotherMajor();
            launch.handOver(directory.cluster());
            return readPassword();
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The database in " + directory.cluster() + " cannot be prepared: " + Failures.reason(e) + ".", e);
        }
    }

    /** Into a directory that is renamed when all is there, so that a kill in the middle leaves no half cluster. */
    private void initialise() throws IOException {
        Path fresh = directory.root().resolve("cluster.initialising");
        FileTree.delete(fresh);
        Files.createDirectory(
                fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        writeNewPassword();
        launch.handOver(fresh);
        launch.handOver(directory.password());
        Command.Result result = Command.run(INIT_LIMIT, directory.root(), initdb(fresh));
        if (!result.succeeded()) {
            throw new EmbeddedFailure("PostgreSQL could not initialise the database in " + directory.root()
                    + Diagnosis.hint(result.output()) + " It ended with:\n" + Diagnosis.tail(result.output()));
        }
        Files.move(fresh, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
        FileTree.sync(directory.root());
    }

    private List<String> initdb(Path fresh) {
        return launch.words(
                binaries.program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + directory.password(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions");
    }

    private void writeNewPassword() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Files.deleteIfExists(directory.password());
        Files.createFile(
                directory.password(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(directory.password(), password + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    private String readPassword() throws IOException {
        if (Files.notExists(directory.password())) {
            throw new EmbeddedFailure("The password file " + directory.password()
                    + " is missing, and nothing else opens the database beside it. Restore the file from a backup.");
        }
        Files.setPosixFilePermissions(directory.password(), PosixFilePermissions.fromString("rw-------"));
        return Files.readString(directory.password()).strip();
    }

    private void refuseAnotherMajor() throws IOException {
        Path file = directory.cluster().resolve("PG_VERSION");
        String found = Files.exists(file) ? Files.readString(file).strip() : "of unknown version";
        if (!found.equals(binaries.major())) {
            throw new EmbeddedFailure("The database in " + directory.cluster() + " was made by PostgreSQL " + found
                    + ", and this service brings PostgreSQL " + binaries.major()
                    + ". Move it with pg_dump and pg_restore, or name another data directory.");
        }
    }
}
