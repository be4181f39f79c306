package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.run.RunIds;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service that ends while runs wait for their instants: they keep them, and begin once. */
class WaitingRunsIT {

    /** Longer than a service takes to come up, usually; should it take longer, the runs are late but no others. */
    private static final int WAIT_SECONDS = 12;

    /** How a service may end. */
    enum End {
        TERMINATED,
        KILLED
    }

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

    @ParameterizedTest
    @EnumSource
    void aRetryAndAOneOffThatWaitKeepTheirInstantsAndRunOnce(End end) throws Exception {
        ServiceProcess service = home.serve();
        Api api = home.api(service);
        target.failFirst();
        api.createPolicy("patient", WAIT_SECONDS);
        api.createJob("flaky", Map.of("retry_policy", "patient"), target.url());
        String failed = api.mustRun("flaky");
        await().atMost(ServiceProcess.PATIENCE).until(() -> api.find(failed).over());
        String retry = RunIds.retry(UUID.fromString(failed), 1).toString();
        Instant at = Instant.now().plusSeconds(WAIT_SECONDS).truncatedTo(ChronoUnit.MILLIS);
        api.createJob("once", Map.of("schedule", at.toString()), target.url());
        String once = api.onlyRun("once");
        JsonNode retryBefore = api.attributes("runs", retry);
        JsonNode onceBefore = api.attributes("runs", once);
        assertThat(retryBefore.path("status").asText()).isEqualTo("PENDING");

        if (end == End.KILLED) {
            service.kill();
        } else {
            service.terminate();
            assertThat(service.awaitExit()).isZero();
        }
        Api again = home.api(home.serve());

        assertRanOnce(again, retry, retryBefore);
        assertRanOnce(again, once, onceBefore);
        assertThat(again.awaitAllOver()).hasSize(3);
        assertThat(target.hits())
                .containsOnlyKeys(failed, retry, once)
                .allSatisfy((run, hits) -> assertThat(hits).isEqualTo(1));
        assertThat(again.attributes("jobs", "once").at("/environments/production"))
                .isEqualTo(Api.tree("{\"enabled\":false,\"next_run_at\":null}"));
    }

    private static void assertRanOnce(Api api, String run, JsonNode before) throws Exception {
        await().atMost(ServiceProcess.PATIENCE).until(() -> api.find(run).over());
        JsonNode after = api.attributes("runs", run);
        assertThat(after.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(after.path("scheduled_for")).isEqualTo(before.path("scheduled_for"));
        assertThat(after.path("created_at")).isEqualTo(before.path("created_at"));
        assertThat(Instant.parse(after.path("started_at").asText()))
                .isAfterOrEqualTo(Instant.parse(after.path("scheduled_for").asText()));
    }
}
