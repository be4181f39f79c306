package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two runs at a time call the same host. */
class TurnsTest extends ApiTest {

    TurnsTest() {
        super(Map.of("RUNLEDGER_IN_FLIGHT_PER_HOST", "2"));
    }

    @Test
    void runsThatWaitForAHostArePendingAndDelayNobodyElse() {
        String job = job(calling(target.url("/gate/held")), PRODUCTION);
        List<String> calling = List.of(run(job), run(job));
        target.taken("/gate/held");
        target.taken("/gate/held");
        List<String> waiting =
                new ArrayList<>(Stream.generate(() -> run(job)).limit(3).toList());
        awaitMetrics("runledger_runs_in_flight 2.0", "runledger_runs_waiting 3.0");

        assertThat(ranOnce(calling("http://10.0.0.7:8080/"), PRODUCTION)
                        .path("failure_reason")
                        .asText())
                .isEqualTo("SSRF_BLOCKED");
        assertThat(waiting).allSatisfy(run -> {
            assertThat(status(run)).isEqualTo("PENDING");
            assertThat(shown(run).path("started_at").isNull()).isTrue();
        });
        assertThat(target.wasCalled("/gate/held")).isFalse();

        String canceled = waiting.removeFirst();
        assertThat(api.send("POST", RUNS + "/" + canceled + "/actions/cancel", "")
                        .status())
                .isEqualTo(200);
        awaitMetrics("runledger_runs_in_flight 2.0", "runledger_runs_waiting 2.0");
        target.open("/gate/held");

        Instant room = calling.stream()
                .map(run -> at(ended(run), "finished_at"))
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(waiting).allSatisfy(run -> {
            JsonNode ended = ended(run);
            assertThat(ended.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(at(ended, "started_at")).isAfterOrEqualTo(room);
        });
        assertThat(shown(canceled).path("started_at").isNull()).isTrue();
    }

    private void awaitMetrics(String... figures) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.as("").get("/metrics").body()).contains(figures));
    }

    private static Instant at(JsonNode run, String moment) {
        return Instant.parse(run.path(moment).asText());
    }
}
