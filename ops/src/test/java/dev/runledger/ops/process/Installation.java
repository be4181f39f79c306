package dev.runledger.ops.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A data directory and all that runs on it; both are gone afterwards. */
final class Installation implements AutoCloseable {

    /** Where the tests of this module unpack the programs of PostgreSQL. */
    private static final Path PROGRAMS = Path.of("target", "postgres");

    private final Path data;
    private final Path temporary;
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();

    private Installation(Path data) throws IOException {
        this.data = data;
        this.temporary = Files.createDirectory(data.resolve("temporary"));
    }

    /** An empty one. */
    static Installation create() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "installations"));
            Installation created = new Installation(Files.createTempDirectory(parent.toRealPath(), "data"));
            created.lendPrograms();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves each installation the unpacking, which takes longer than all the rest of a first start. */
    private void lendPrograms() throws IOException {
        if (Files.exists(PROGRAMS)) {
            Path here = data.resolve("postgres");
            try (Stream<Path> all = Files.walk(PROGRAMS)) {
                for (Path path : all.toList()) {
                    Path copy = here.resolve(PROGRAMS.relativize(path).toString());
                    if (Files.isDirectory(path)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.createLink(copy, path);
                    }
                }
            }
        }
    }

    Path data() {
        return data;
    }

    Path keyFile() {
        return data.resolve("bootstrap-api-key");
    }

    /** A service that has become ready. */
    ServiceProcess serve(String... settings) {
        return launch(settings).awaitLine("API and health");
    }

    /** A service on its way up; settings are given as {@code NAME=value} without the prefix that all share. */
    ServiceProcess launch(String... settings) {
        return launch(List.of("serve", "--data", data.toString(), "--port", "0"), settings);
    }

    ServiceProcess launch(List<String> words, String... settings) {
        Map<String, String> environment =
                new HashMap<>(Map.of("RUNLEDGER_EGRESS_ALLOW", "127.0.0.0/8", "RUNLEDGER_EGRESS_PORTS", "*"));
        for (String setting : settings) {
            String[] sides = setting.split("=", 2);
            environment.put("RUNLEDGER_" + sides[0], sides[1]);
        }
        // What a killed service leaves in its temporary directory goes with the installation.
        ServiceProcess launched = ServiceProcess.launch(List.of("-Djava.io.tmpdir=" + temporary), words, environment);
        services.add(launched);
        return launched;
    }

    /** The generated key's holder, at a running service. */
    Api api(ServiceProcess service) {
        return new Api(service.port(), text(keyFile()));
    }

    /** The database's first process. */
    long postmaster() {
        return Long.parseLong(text(data.resolve("postgres/cluster/postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow());
    }

    /** Tells which process it was. */
    long killDatabase() {
        long postmaster = postmaster();
        if (!ProcessHandle.of(postmaster).map(ProcessHandle::destroyForcibly).orElse(false)) {
            throw new AssertionError("there was no process " + postmaster + " to kill");
        }
        return postmaster;
    }

    /** Tells which process it was that breaks off all sessions and ends in order, as for a restart. */
    long endDatabase() {
        long postmaster = postmaster();
        ServiceProcess.signal("INT", Long.toString(postmaster));
        return postmaster;
    }

    /** All processes of the database: they work in its directory. */
    List<ProcessHandle> databaseProcesses() {
        return ProcessHandle.allProcesses().filter(this::worksHere).toList();
    }

    /** After an orderly end. */
    void awaitDatabaseGone() {
        await().atMost(ServiceProcess.PATIENCE).until(() -> databaseProcesses().isEmpty());
    }

    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(data);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Past the service. */
    Connection ledger() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + text(data.resolve("postgres/postgres-port")) + "/runledger");
        source.setUser("runledger");
        source.setPassword(text(data.resolve("postgres/postgres-password")));
        return source.getConnection();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        databaseProcesses().forEach(ProcessHandle::destroyForcibly);
        awaitDatabaseGone();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
