package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.StoredRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** kill -9 of the service while it removes what an account had: the next one removes the rest, and counts no start twice. */
class KilledWipeIT {

    private static final int RUNS = 9_000;
    private static final int EVENTS = 3 * RUNS;
    private static final String OLD_EVENTS = "SELECT count(*) FROM ledger.event WHERE stream LIKE 'default.1/run/%'";

    private final Installation home = Installation.create();

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void whatIsLeftIsRemovedByTheNext() throws Exception {
        ServiceProcess first = home.serve();
        Api owner = home.api(first);
        owner.createJob("theirs", "http://theirs.example/");
        try (Connection connection = home.ledger()) {
            StoredHistory.add(connection, RUNS, "3 hours");
        }
        await().atMost(ServiceProcess.PATIENCE).until(() -> number("SELECT count(*) FROM views.run") == RUNS);

        CompletableFuture<?> wiping = CompletableFuture.runAsync(() -> wipe(owner));
        await().atMost(ServiceProcess.PATIENCE).until(() -> number(OLD_EVENTS) < EVENTS);
        first.kill();
        assertThat(wiping).as("the kill came in the middle").failsWithin(ServiceProcess.PATIENCE);

        ServiceProcess second = home.serve();
        await().atMost(ServiceProcess.PATIENCE).until(() -> number(OLD_EVENTS) < EVENTS / 2);
        second.kill();
        Api again = home.api(home.serve());
        await().atMost(ServiceProcess.PATIENCE).until(() -> number("SELECT count(*) FROM ledger.wipe") == 0);

        try (Connection connection = home.ledger();
                SingleConnectionDataSource database = new SingleConnectionDataSource(connection, true)) {
            StoredRows rows = new StoredRows(new JdbcTemplate(database));
            assertThat(rows.of("default", 1)).isEmpty();
            assertThat(rows.with("theirs.example")).isEmpty();
        }
        assertThat(number("SELECT sum((month ->> 'counted')::bigint) FROM ledger.event,"
                        + " json_array_elements(convert_from(payload, 'UTF8')::json -> 'removed') month"
                        + " WHERE name = 'AccountWiped'"))
                .isEqualTo(RUNS);
        JsonNode jobs = again.get("/api/v1/jobs").json().path("data");
        assertThat(jobs).isEmpty();
        again.createJob("theirs", "http://anew.example/");
    }

    /** Is never answered. */
    private static void wipe(Api owner) {
        try {
            owner.send("POST", "/api/v1/accounts/current/actions/wipe", "{\"confirm\":true}");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
}
