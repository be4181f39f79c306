package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Statistics of runs and what is told of projections, asked of a whole node over HTTP. */
class RunStatsTest extends ApiTest {

    /** Where no other test of this class runs anything. */
    private static final String STAGING = "{\"staging\":{\"enabled\":true}}";

    RunStatsTest() {
        super(Map.of());
    }

    @Test
    void whatRanIsCountedAndWhatComesIsTold() {
        String fine = job(calling(target.url("/fine")), STAGING);
        String failing = job(calling(target.url("/status/500/stats")), STAGING);
        String later = made("'schedule':'2999-03-01T12:00','configuration':" + calling("http://h/")
                + ",'environments':{'development':{}}");
        ended(run(fine));
        JsonNode failed = ended(run(failing));

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> stats("?filter[environment]=staging").path("total").intValue() == 2
                        && stats("?filter[environment]=development")
                                        .path("total")
                                        .intValue()
                                == 1
                        && stats("?filter[environment]=staging")
                                        .at("/tally/failed")
                                        .intValue()
                                == 1);
        JsonNode stats = stats("?bucket=1d&filter[environment]=staging");

        assertThat(stats.path("tally"))
                .isEqualTo(tree("{'pending':0,'running':0,'succeeded':1,'failed':1,'canceled':0}"));
        assertThat(stats.path("buckets").findValues("count")).isNotEmpty();
        assertThat(stats.at("/recent_failures/0/job").textValue()).isEqualTo(failing);
        assertThat(stats.at("/recent_failures/0/job_name").textValue()).isEqualTo("Job " + failing);
        assertThat(stats.at("/recent_failures/0/created_at")).isEqualTo(failed.path("created_at"));
        assertThat(stats.path("success_rate").doubleValue()).isEqualTo(0.5);
        assertThat(stats.at("/run_ms/p50").isIntegralNumber()).isTrue();
        assertThat(stats.path("next_scheduled").isNull()).isTrue();
        JsonNode next = stats("?filter[job]=" + fine).path("next_scheduled");
        assertThat(next.path("job").textValue()).isEqualTo(later);
        assertThat(next.path("scheduled_for").textValue()).isEqualTo("2999-03-01T12:00:00.000Z");
    }

    @Test
    void aWrongParameterIsNamed() {
        Answer answer = api.get(STATS + "?bucket=2h&filter[created_at]=yesterday");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors").findValuesAsText("parameter"))
                .containsExactlyInAnyOrder("bucket", "filter[created_at]");
    }

    @Test
    void theRateOfSuccessIsWrittenWithFourDecimals() {
        ended(run(job(calling(target.url("/rate")), PRODUCTION)));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(STATS).body()).containsPattern("\"success_rate\":[01]\\.[0-9]{4},"));
    }

    @Test
    void projectionsThatHaveCaughtUpAreToldSo() {
        ended(run(job(calling(target.url("/caught-up")), PRODUCTION)));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(api.get("/readyz").json().path("projections"))
                        .isEqualTo(tree("{'jobs':{'behind_events':0,'behind_seconds':0},"
                                + "'retry-policies':{'behind_events':0,'behind_seconds':0},"
                                + "'runs':{'behind_events':0,'behind_seconds':0}}")));
        assertThat(api.as("").get("/metrics").body())
                .contains("runledger_projection_lag_events{projection=\"runs\"} 0.0");
    }

    private JsonNode stats(String query) {
        Answer answer = api.get(STATS + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data/attributes");
    }
}
