package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A database of a data directory as another process runs it: for work beside a service. It comes and goes with that process, and
 * is neither started nor stopped nor locked from here.
 *
 * @param url the JDBC address of the service's database
 */
public record RunningPostgres(String url, String user, String password) {

    /** SQLSTATE of a server that is on its way up. */
    private static final String STARTING = "57P03";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /**
     * Empty if none serves. One that is on its way up is waited for, as long as the settings give a start.
     *
     * @throws EmbeddedFailure if its files cannot be read
     */
    public static Optional<RunningPostgres> in(EmbeddedSettings settings) throws InterruptedException {
        DataDirectory directory = new DataDirectory(settings.dataDirectory());
        try {
            int port = Integer.parseInt(Files.readString(directory.port()).strip());
            String password = Files.readString(directory.password()).strip();
            return serves(port, password, settings)
                    ? Optional.of(new RunningPostgres(
                            DatabaseAccess.url(port, settings.database()), PostgresCluster.USER, password))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException never) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The database's files cannot be read: " + Failures.reason(e) + ". Run this as the service's user.",
                    e);
        }
    }

    private static boolean serves(int port, String password, EmbeddedSettings settings) throws InterruptedException {
        DatabaseAccess access = new DatabaseAccess(settings.database(), password);
        for (Duration waited = Duration.ZERO;
                waited.compareTo(settings.startLimit()) < 0;
                waited = waited.plus(BETWEEN_LOOKS)) {
            try (Connection connection = access.connect(port)) {
                return connection.isValid(0);
            } catch (SQLException e) {
                if (!STARTING.equals(e.getSQLState())) {
                    return false;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "RunningPostgres[" + url + "]";
    }
}
