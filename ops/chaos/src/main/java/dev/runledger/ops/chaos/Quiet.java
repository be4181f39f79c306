package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.check.Violation;
import dev.runledger.ops.chaos.check.Violation.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Waits until nothing is to be done any more: no run is due or running, and the list of runs has seen all of them. */
final class Quiet {

    private static final String LEFT = """
            SELECT (SELECT count(*) FROM ledger.open_run WHERE due_at <= now() OR worker IS NOT NULL) AS open,
                   (SELECT count(*) FROM ledger.event WHERE name = 'RunTriggered')
                     - (SELECT count(*) FROM views.run) - (SELECT count(*) FROM views.open_run) AS unseen,
                   (SELECT count(*) FROM views.open_run)
                     - (SELECT count(*) FROM ledger.open_run) AS unfinished""";

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final DatabaseProcess database;

    Quiet(DatabaseProcess database) {
        this.database = database;
    }

    /** What is still to be done, if it does not come to an end. */
    Optional<Violation> await(Duration limit) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (true) {
                String left = left(statement);
                if (left.isEmpty()) {
                    return Optional.empty();
                }
                if (System.nanoTime() > deadline) {
                    return Optional.of(new Violation(
                            Kind.LOSS, "quiet", "after " + limit.toSeconds() + " s", "there still are " + left));
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static String left(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LEFT)) {
            row.next();
            long open = row.getLong("open");
            long unseen = row.getLong("unseen");
            long unfinished = row.getLong("unfinished");
            return open == 0 && unseen == 0 && unfinished == 0
                    ? ""
                    : open + " runs to carry out, " + unseen + " that the list has not seen begin, " + unfinished
                            + " that it has not seen end";
        }
    }
}
