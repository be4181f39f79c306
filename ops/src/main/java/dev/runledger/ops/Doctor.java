package dev.runledger.ops;

import dev.runledger.command.execution.NameCheck;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.ops.embedded.EmbeddedFailure;
import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import dev.runledger.ops.embedded.RunningPostgres;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.SessionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks at all that a service with these settings would need, and changes nothing: neither in the data directory nor in the
 * database. A service may be running meanwhile.
 */
final class Doctor {

    private static final String DISK = "disk";
    private static final String DATABASE = "database";
    private static final String CLOCK = "clock";
    private static final String KEYS = "keys";
    private static final String EGRESS = "egress";
    private static final String SESSIONS = "runledger doctor";

    /** A host that is meant for examples, and that every resolver of the internet knows. */
    private static final String PUBLIC_HOST = "example.com";

    private static final long SCARCE_BYTES = 1L << 30;
    private static final long NO_BYTES = 100L << 20;
    private static final int ROUND_TRIPS = 21;
    private static final Duration SLOW_ROUND_TRIP = Duration.ofMillis(50);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(2);
    private static final Duration LOOK_UP_LIMIT = Duration.ofSeconds(6);

    /** What nobody but the service's user may read. */
    private static final List<String> SECRETS = List.of(NodeData.KEY_FILE, NodeData.MASTER_KEY_FILE);

    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final NodeSettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final List<Finding> findings = new ArrayList<>();

    /** @param nanos a monotonic clock */
    Doctor(NodeSettings settings, Clock clock, LongSupplier nanos) {
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
    }

    List<Finding> examine() throws InterruptedException {
        directory();
        Optional<DataSource> database = reachable();
        Optional<MasterKeys> keys = masterKeys();
        if (database.isPresent()) {
            inside(database.get(), keys);
        }
        egress();
        return List.copyOf(findings);
    }

    private void directory() {
        Path data = settings.data();
        try {
            if (!Files.exists(data)) {
                missing(data);
                return;
            }
            if (!Files.isDirectory(data) || !Files.isWritable(data)) {
                findings.add(Finding.fault(
                        DISK, data + " is no directory that this user can write to. Name another with --data."));
                return;
            }
            space(data);
            for (String secret : SECRETS) {
                Path file = data.resolve(secret);
                if (Files.exists(file)
                        && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                    findings.add(Finding.doubt(KEYS, "Others than its owner can read " + file + ": chmod 600 it."));
                }
            }
        } catch (IOException e) {
            findings.add(Finding.fault(DISK, data + " cannot be looked at: " + e.getMessage() + "."));
        }
    }

    private void missing(Path data) throws IOException {
        Path there = data.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isWritable(there)) {
            findings.add(Finding.fault(DISK, data + " is not there, and this user cannot make it."));
        } else {
            findings.add(Finding.ok(DISK, data + " is not there yet; the first start makes it."));
            space(there);
        }
    }

    private void space(Path directory) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        String told = free / (1 << 20) + " MB are free where " + directory + " is";
        if (free < NO_BYTES) {
            findings.add(Finding.fault(DISK, told + ": PostgreSQL stops when they are gone."));
        } else if (free < SCARCE_BYTES && settings.database().isEmpty()) {
            findings.add(Finding.doubt(DISK, told + ", which is little: a million runs take about 3 GB."));
        } else {
            findings.add(Finding.ok(DISK, told + "."));
        }
    }

    private Optional<DataSource> reachable() throws InterruptedException {
        try {
            return database();
        } catch (EmbeddedFailure e) {
            findings.add(Finding.fault(DATABASE, Objects.requireNonNullElse(e.getMessage(), "It cannot be found.")));
            return Optional.empty();
        }
    }

    /** Empty if there is none to look into. */
    private Optional<DataSource> database() throws InterruptedException {
        if (settings.database().isPresent()) {
            return Optional.of(source(settings.database().get()));
        }
        EmbeddedSettings embedded = EmbeddedSettings.in(settings.data().resolve("postgres"));
        Optional<RunningPostgres> running = RunningPostgres.in(embedded);
        if (running.isEmpty()) {
            findings.add(Finding.ok(
                    DATABASE,
                    EmbeddedPostgres.exists(embedded)
                            ? "The embedded PostgreSQL is there and does not run; a start starts it."
                            : "There is no embedded PostgreSQL yet; the first start makes it."));
        }
        return running.map(postgres -> source(new Database(postgres.url(), postgres.user(), postgres.password())));
    }

    private static DataSource source(Database database) {
        return new Connections(
                        new Connections.Database(database.url(), database.user(), database.password()),
                        SESSIONS,
                        SessionLimits.DEFAULTS)
                .unlimited();
    }

    private void inside(DataSource database, Optional<MasterKeys> keys) {
        JdbcTemplate sql = new JdbcTemplate(database);
        try {
            ServerFitness fitness = ServerFitness.ask(database);
            Optional<String> objection = fitness.objection();
            if (objection.isPresent()) {
                findings.add(Finding.fault(DATABASE, objection.get()));
                return;
            }
            fitness.doubt().ifPresent(sentence -> findings.add(Finding.doubt(DATABASE, sentence)));
            roundTrips(sql);
            clocks(sql);
            if (isFresh(sql)) {
                findings.add(Finding.ok(DATABASE, "It holds no schema yet; the first start makes it."));
                return;
            }
            schemas(database, sql, keys);
        } catch (StartFailure e) {
            findings.add(Finding.fault(DATABASE, Objects.requireNonNullElse(e.getMessage(), "It cannot be used.")));
        } catch (DataAccessException e) {
            findings.add(Finding.fault(
                    DATABASE, "It cannot be asked: " + e.getMostSpecificCause().getMessage()));
        }
    }

    private static boolean isFresh(JdbcTemplate sql) {
        return Boolean.TRUE.equals(
                sql.queryForObject("SELECT to_regclass('ledger.flyway_schema_history') IS NULL", Boolean.class));
    }

    private void schemas(DataSource database, JdbcTemplate sql, Optional<MasterKeys> keys) {
        try {
            Migrations.requireCurrent(database);
            findings.add(Finding.ok(DATABASE, "Its schemas are those of Runledger " + Version.text() + "."));
        } catch (StartFailure e) {
            findings.add(Finding.doubt(DATABASE, Objects.requireNonNullElse(e.getMessage(), "Its schemas differ.")));
            return;
        }
        if (keys.isEmpty()) {
            if (DataKeys.anyIn(sql)) {
                findings.add(Finding.fault(
                        KEYS,
                        "The definitions of jobs in this database are sealed, and no master key is given. Set"
                                + " RUNLEDGER_MASTER_KEYS_FILE, or bring the file " + NodeData.MASTER_KEY_FILE
                                + " back to " + settings.data() + "."));
            }
            return;
        }
        try {
            int opened = new DataKeys(sql, keys.get()).requireAll();
            findings.add(Finding.ok(KEYS, "The master key opens the keys of all " + opened + " accounts."));
        } catch (RuntimeException e) {
            findings.add(Finding.fault(KEYS, Objects.requireNonNullElse(e.getMessage(), "The master key is wrong.")));
        }
    }

    private void roundTrips(JdbcTemplate sql) {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long begun = nanos.getAsLong();
            sql.queryForObject("SELECT 1", Integer.class);
            taken.add(nanos.getAsLong() - begun);
        }
        Duration median = Duration.ofNanos(taken.stream().sorted().toList().get(ROUND_TRIPS / 2));
        String told =
                String.format(Locale.ROOT, "A connection and a round trip to it take %.1f ms", median.toNanos() / 1e6);
        findings.add(
                median.compareTo(SLOW_ROUND_TRIP) > 0
                        ? Finding.doubt(DATABASE, told + ": every start and end of a run waits for a few of them.")
                        : Finding.ok(DATABASE, told + "."));
    }

    /** The database's clock is the one that counts; this machine's is that of logs and of certificates. */
    private void clocks(JdbcTemplate sql) {
        Instant before = clock.instant();
        Instant there = Objects.requireNonNull(sql.queryForObject("SELECT clock_timestamp()", OffsetDateTime.class))
                .toInstant();
        Duration apart = Duration.between(before, there).abs();
        findings.add(
                apart.compareTo(CLOCKS_APART) > 0
                        ? Finding.doubt(
                                CLOCK,
                                "This machine's clock and the database's are " + apart.toSeconds()
                                        + " s apart; jobs go by the database's. Have both kept by NTP.")
                        : Finding.ok(CLOCK, "This machine's clock and the database's agree."));
    }

    private Optional<MasterKeys> masterKeys() {
        Path file = settings.data().resolve(NodeData.MASTER_KEY_FILE);
        if (settings.masterKeys().isPresent() || !Files.exists(file)) {
            return settings.masterKeys();
        }
        try {
            return Optional.of(MasterKeys.parse(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.fault(KEYS, file + " cannot be used: " + e.getMessage() + "."));
            return Optional.empty();
        }
    }

    private void egress() {
        String obstacle = NameCheck.obstacle(settings.egress(), PUBLIC_HOST, LOOK_UP_LIMIT);
        findings.add(
                obstacle.isEmpty()
                        ? Finding.ok(EGRESS, "Names of public hosts are found (" + PUBLIC_HOST + ").")
                        : Finding.doubt(
                                EGRESS,
                                "A job could not call " + PUBLIC_HOST + " from here: " + obstacle
                                        + ". Without names only addresses can be called."));
        if (!settings.egress().allow().isEmpty()) {
            findings.add(Finding.doubt(
                    EGRESS,
                    "Jobs of all accounts may call " + settings.egress().allow()
                            + " (RUNLEDGER_EGRESS_ALLOW): see to it that nothing is there that they must not reach."));
        }
    }
}
