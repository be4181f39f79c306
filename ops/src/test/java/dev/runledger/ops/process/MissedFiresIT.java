package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of instants that come while nobody is there, and of one-offs that are over. */
class MissedFiresIT {

    /** Half a day from now, whenever that is: no instant of its own comes due while the test looks back for some hours. */
    private final String daily =
            "0 %d * * *".formatted((Instant.now().atOffset(ZoneOffset.UTC).getHour() + 12) % 24);

    /** Stays when the service is gone, so that it can be told of other instants. */
    private final TestDatabase database = TestPostgres.freshDatabase();

    private Installation home;
    private HitRecorder target;

    @BeforeEach
    void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
    }

    @AfterEach
    void close() {
        home.close();
        target.close();
    }

    @Test
    void whatWasMissedRunsOnceUnderItsOwnInstantUnlessItIsTooLate() throws Exception {
        ServiceProcess service = serve();
        Api api = home.api(service);
        api.createJob("missed", Map.of("schedule", daily), target.url());
        api.createJob("late", Map.of("schedule", daily), target.url());
        api.createJob("once", Map.of("schedule", "now"), target.url());
        String next = next(api, "missed");
        String once = api.onlyRun("once");
        await().atMost(ServiceProcess.PATIENCE).until(() -> api.find(once).over());
        Instant shortlyBefore = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
        Instant longBefore = Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        service.kill();
        try (Connection ledger = ledger()) {
            set(ledger, "missed", shortlyBefore);
            set(ledger, "late", longBefore);
        }

        Api again = home.api(serve("MISFIRE_WINDOW=1h", "ONE_OFF_RETENTION=1s"));

        String run = again.onlyRun("missed");
        await().atMost(ServiceProcess.PATIENCE).until(() -> again.find(run).over());
        JsonNode shown = again.attributes("runs", run);
        assertThat(shown.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(Instant.parse(shown.path("scheduled_for").asText())).isEqualTo(shortlyBefore);
        await().atMost(ServiceProcess.PATIENCE).until(() -> next(again, "late").equals(next));
        assertThat(next(again, "missed")).isEqualTo(next);
        await().atMost(ServiceProcess.PATIENCE)
                .until(() -> again.get("/api/v1/jobs/once").status() == 404);
        assertThat(again.runs().keySet()).containsExactlyInAnyOrder(run, once);
        assertThat(target.hits()).isEqualTo(Map.of(run, 1, once, 1));
        try (Connection ledger = ledger()) {
            assertThat(skipped(ledger))
                    .contains("\"from\":\"" + longBefore.toString().substring(0, 19));
        }
    }

    private ServiceProcess serve(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("DATABASE_URL=" + database.url());
        all.add("DATABASE_USER=" + database.user());
        all.add("DATABASE_PASSWORD=" + database.password());
        return home.serve(all.toArray(String[]::new));
    }

    private Connection ledger() throws SQLException {
        return database.dataSource().getConnection();
    }

    private static String next(Api api, String job) throws IOException, InterruptedException {
        return api.attributes("jobs", job)
                .at("/environments/production/next_run_at")
                .asText();
    }

    private static void set(Connection ledger, String job, Instant at) throws SQLException {
        try (PreparedStatement move =
                ledger.prepareStatement("UPDATE ledger.next_fire SET next_at = ? WHERE slug = ?")) {
            move.setTimestamp(1, Timestamp.from(at));
            move.setString(2, job);
            assertThat(move.executeUpdate()).isEqualTo(1);
        }
    }

    /** The one record of skipped instants. */
    private static String skipped(Connection ledger) throws SQLException {
        try (var rows = ledger.createStatement()
                .executeQuery(
                        "SELECT convert_from(payload, 'UTF8') FROM ledger.event WHERE name = 'FiresSkipped' AND stream LIKE '%/skip/late/%'")) {
            assertThat(rows.next()).isTrue();
            String payload = rows.getString(1);
            assertThat(rows.next()).isFalse();
            return payload;
        }
    }
}
