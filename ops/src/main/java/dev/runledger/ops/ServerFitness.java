package dev.runledger.ops;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a PostgreSQL may keep the ledger, as its server says of itself in our own sessions.
 *
 * @param version as in {@code server_version_num}: 150004 is 15.4
 * @param synchronousCommit {@code on} or one of the levels that differ only in what replicas confirm; {@code off} lets a
 *     commit be lost
 */
record ServerFitness(int version, boolean fsync, boolean fullPageWrites, String synchronousCommit) {

    private static final Logger log = LoggerFactory.getLogger(ServerFitness.class);
    private static final int OLDEST = 15;
    private static final int PER_MAJOR = 10_000;

    private static final String ASK = """
            SELECT current_setting('server_version_num')::int, current_setting('fsync')::bool,
                   current_setting('full_page_writes')::bool, current_setting('synchronous_commit')""";

    /** @throws StartFailure if the server must not be used */
    static void require(DataSource database) {
        ServerFitness fitness = ask(database);
        fitness.objection().ifPresent(sentence -> {
            throw StartFailure.because(sentence);
        });
        fitness.doubt().ifPresent(log::warn);
    }

    /** @throws StartFailure if it cannot be asked */
    static ServerFitness ask(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASK)) {
            row.next();
            return new ServerFitness(row.getInt(1), row.getBoolean(2), row.getBoolean(3), row.getString(4));
        } catch (SQLException e) {
            throw StartFailure.ofDatabase(e);
        }
    }

    /**
     * Why the server must not be used. A run is called out for once its start is committed; were that commit lost in a
     * crash of the server, the run would be called a second time.
     */
    Optional<String> objection() {
        if (version < OLDEST * PER_MAJOR) {
            return Optional.of(
                    "The database is PostgreSQL " + version / PER_MAJOR + "; Runledger needs " + OLDEST + " or newer.");
        }
        if (!fsync) {
            return Optional.of(losesCommits("fsync"));
        }
        return synchronousCommit.equals("off") ? Optional.of(losesCommits("synchronous_commit")) : Optional.empty();
    }

    /** What only the operator can judge: storage that writes whole pages, as some clouds have it, does without. */
    Optional<String> doubt() {
        return fullPageWrites
                ? Optional.empty()
                : Optional.of("The database runs with full_page_writes = off. Unless its storage never tears a page, a"
                        + " crash can destroy the ledger.");
    }

    private static String losesCommits(String setting) {
        return "The database runs with " + setting + " = off, so a crash could lose what was committed and acted upon."
                + " Switch it on and start again.";
    }
}
