package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.web.Wire.Answer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What earlier versions left is taken over by this one: nothing is missing, and it goes on (UPGRADING.md). */
class RecordedInstallationTest {

    /** What depends on when it is asked. */
    private static final Set<String> OF_THE_MOMENT = Set.of("next_run_at", "next_scheduled", "last_used_at");

    private static final String FINE = ApiTest.JOBS + "/fine/actions/run";
    private static final String LEAP_DAY = ApiTest.JOBS + "/leap-day";

    @TempDir
    private Path data;

    private final Target target = new Target();

    static Stream<Recording> recordings() throws Exception {
        return Recording.all();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everythingIsThereAndGoesOn(Recording recording) throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        recording.restore(database, data);
        // Answers are kept for a day, and finished runs for as long as the plan says.
        new JdbcTemplate(database.dataSource()).update("UPDATE ledger.idempotency SET claimed_at = now()");
        Map<String, String> settings = Map.of(
                "RUNLEDGER_DATA", data.toString(),
                "RUNLEDGER_API_KEY", "",
                "RUNLEDGER_MASTER_KEYS", "",
                "RUNLEDGER_PLANS", "{\"enterprise\":{\"history_retention_days\":36500}}");
        try (target;
                WholeNode node = WholeNode.start(database, settings)) {
            Service api = new Service(node.port(), recording.owner(), Contract.load());
            assertToldAsThen(recording, api);
            assertKeysCountAsThen(recording, api);
            assertThat(node.differences()).isEmpty();
            assertFiresNextLeapDay(node, api);
            assertRepeatedAsThen(recording, api);
            assertRunsWithItsHeaders(api);
            assertTriedAgain(api);
            JsonNode verified =
                    api.send("POST", "/api/v1/usage/actions/verify", "").json();
            assertThat(verified.path("equal").booleanValue())
                    .as(verified.toString())
                    .isTrue();
        }
    }

    private static void assertToldAsThen(Recording recording, Service api) {
        for (Map.Entry<String, JsonNode> then : recording.answers().properties()) {
            String[] request = then.getKey().split(" ", 2);
            if (request[0].equals("GET")) {
                assertContains(then.getKey(), api.get(request[1]).json(), then.getValue());
            }
        }
    }

    /** The API only gains: all that was told then is told now. */
    private static void assertContains(String where, JsonNode now, JsonNode then) {
        if (then.isObject()) {
            for (Map.Entry<String, JsonNode> field : then.properties()) {
                if (!OF_THE_MOMENT.contains(field.getKey())) {
                    assertContains(where + "/" + field.getKey(), now.path(field.getKey()), field.getValue());
                }
            }
        } else if (then.isArray()) {
            assertThat(now.size()).as(where + ": " + now).isEqualTo(then.size());
            for (int i = 0; i < then.size(); i++) {
                assertContains(where + "/" + i, now.path(i), then.path(i));
            }
        } else {
            assertThat(now).as(where).isEqualTo(then);
        }
    }

    private static void assertKeysCountAsThen(Recording recording, Service api) {
        Service scoped = api.as(recording.key("scoped"));
        assertThat(ApiTest.ids(scoped.get(ApiTest.ENVIRONMENTS))).contains("qa");
        assertThat(scoped.post(FINE, "{\"environment\":\"production\"}").status())
                .isEqualTo(403);
        assertThat(api.as(recording.key("revoked")).get(ApiTest.JOBS).status()).isEqualTo(401);
    }

    private static void assertFiresNextLeapDay(WholeNode node, Service api) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDateTime now = LocalDateTime.ofInstant(node.part(Clock.class).instant(), zone);
        ZonedDateTime next = Stream.iterate(now.getYear(), year -> year + 1)
                .filter(Year::isLeap)
                .map(year -> MonthDay.of(2, 29).atYear(year).atTime(3, 0))
                .filter(now::isBefore)
                .findFirst()
                .orElseThrow()
                .atZone(zone);
        for (String environment : Set.of("production", "qa")) {
            Awaitility.await()
                    .atMost(ApiTest.PATIENCE)
                    .untilAsserted(() -> assertThat(api.get(LEAP_DAY)
                                    .json()
                                    .at("/data/attributes/environments/" + environment + "/next_run_at")
                                    .textValue())
                            .startsWith(next.toInstant().toString().replace("Z", "")));
        }
    }

    private static void assertRepeatedAsThen(Recording recording, Service api) {
        Answer again = api.send("POST", FINE, "", "Idempotency-Key: recorded-once");
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(recording.answers().path("POST " + FINE));
    }

    private void assertRunsWithItsHeaders(Service api) {
        moved(api, "leap-day", "/fine");
        ended(api, "leap-day", "SUCCEEDED");
        Target.Call call = target.taken("/fine");
        assertThat(call.headers().getFirst("X-Secret")).isEqualTo("opens sesame");
        assertThat(call.headers().getFirst("X-Stage")).isEqualTo("prod");
        assertThat(call.body()).isEqualTo("{\"a\":1}");
    }

    /** By the policy that the job names. */
    private void assertTriedAgain(Service api) {
        moved(api, "flaky", "/flaky/1/recorded");
        String first = ended(api, "flaky", "FAILED");
        Awaitility.await()
                .atMost(ApiTest.PATIENCE)
                .until(() -> api.get(ApiTest.RUNS + "?filter[retry.of]=" + first + "&filter[status]=SUCCEEDED")
                                .json()
                                .path("data")
                                .size()
                        == 1);
    }

    /** What the job called then is gone. */
    private void moved(Service api, String job, String path) {
        JsonNode document = api.get(ApiTest.JOBS + "/" + job).json();
        ((ObjectNode) document.at("/data/attributes/configuration")).put("url", target.url(path));
        Answer edited = api.put(ApiTest.JOBS + "/" + job, document.toString(), "If-Match: \"v1\"");
        assertThat(edited.status()).as(edited.body()).isEqualTo(200);
    }

    private static String ended(Service api, String job, String status) {
        Answer asked =
                api.post(ApiTest.JOBS + "/" + job + "/actions/run", ApiTest.json("{'environment':'production'}"));
        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
        String run = asked.json().at("/data/id").textValue();
        assertThat(ApiTest.ended(api, run).path("status").textValue()).isEqualTo(status);
        return run;
    }
}
