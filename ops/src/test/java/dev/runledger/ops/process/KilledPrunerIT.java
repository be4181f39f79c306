package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** kill -9 of the service while it prunes old runs: what is gone is told once, and the next one goes on. */
class KilledPrunerIT {

    private static final int RUNS = 4_000;

    private final Installation home = Installation.create();

    @AfterEach
    void close() {
        home.close();
    }

    private ServiceProcess serve() {
        return home.serve("DEFAULT_ACCOUNT_PLAN=free");
    }

    private long number(String select) {
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitNumber(String select, long expected) {
        await().atMost(ServiceProcess.PATIENCE).until(() -> number(select) >= expected);
    }

    @Test
    void eachRunIsPrunedOnceAndItsStartIsKept() throws Exception {
        try (ServiceProcess first = serve();
                Connection connection = home.ledger();
                Statement statement = connection.createStatement()) {
            assertThat(first.isAlive()).isTrue();
            statement.execute("UPDATE ledger.account SET created_at = now() - interval '60 days'");
            StoredHistory.add(connection, RUNS, "30 days");
            awaitNumber("SELECT count(*) FROM views.run", RUNS);
            awaitNumber(
                    "SELECT (min((convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint) >="
                            + " (SELECT last FROM ledger.head))::int FROM ledger.token",
                    1);
            first.kill();
        }

        for (int facts : List.of(4, 8)) {
            ServiceProcess pruning = serve();
            awaitNumber("SELECT count(*) FROM ledger.event WHERE name = 'RunHistoryPruned'", facts);
            assertNothingIsLostOrDouble();
            pruning.kill();
        }
        serve();
        await().atMost(ServiceProcess.PATIENCE).until(() -> number("SELECT count(*) FROM views.run") == 0);

        assertNothingIsLostOrDouble();
        assertThat(number("SELECT count(*) FROM ledger.event WHERE split_part(stream, '/', 2) = 'run'"))
                .isZero();
        ServiceProcess check =
                home.launch(List.of("replay", "runs", "--data", home.data().toString(), "--check"));
        assertThat(check.awaitExit()).as(check.output()).isZero();
    }

    private static final String TOLD = "(SELECT convert_from(payload, 'UTF8')::json AS fact FROM ledger.event"
            + " WHERE name = 'RunHistoryPruned') told";

    /** Each in one statement, as pruning goes on meanwhile. */
    private void assertNothingIsLostOrDouble() {
        assertThat(number("SELECT (SELECT count(*) FROM ledger.event WHERE name = 'RunStarted')"
                        + " + (SELECT coalesce(sum((month ->> 'counted')::bigint), 0)"
                        + " FROM " + TOLD + ", json_array_elements(fact -> 'removed') month)"))
                .isEqualTo(RUNS);
        assertThat(number("SELECT count(DISTINCT run) * 1000000 + count(*) FROM"
                        + " (SELECT split_part(stream, '/', 3) AS run FROM ledger.event WHERE name = 'RunTriggered'"
                        + " UNION ALL SELECT json_array_elements_text(fact -> 'runs') FROM " + TOLD + ") run"))
                .as("runs, and how often they are there or told to be gone")
                .isEqualTo(RUNS * 1_000_000L + RUNS);
    }
}
