package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.command.execution.Worker;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of runs whose targets behave well or badly. One run at a time calls out; the others wait. */
class RunLifecycleTest extends ApiTest {

    private static final int BODY_LIMIT = 65_536;

    RunLifecycleTest() {
        super(Map.of("RUNLEDGER_IN_FLIGHT", "1", "RUNLEDGER_EGRESS_PORTS", "80,1024-65535"));
    }

    // How a run ends

    @Test
    void anotherStatusThanTheJobCallsSuccessIsAFailureWithItsResponse() {
        JsonNode run = ranOnce(calling(target.url("/status/500/failure")), PRODUCTION);

        assertFailed(run, "NON_SUCCESS_STATUS");
        assertThat(run.path("error").asText()).contains("500").contains("2xx");
        assertThat(run.at("/result/status").asInt()).isEqualTo(500);
        assertThat(run.at("/result/body").asText()).isEqualTo("told to answer 500");
        assertThat(run.at("/result/body_bytes").asInt()).isEqualTo(18);
        assertThat(run.at("/result/headers/content-type").asText()).isEqualTo("text/plain");
        assertThat(run.at("/result/headers/set-cookie").asText()).isEqualTo("<redacted>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/gate/never", "/slow/body"})
    void aResponseThatIsNotCompleteInTimeIsATimeout(String path) {
        JsonNode run = ranOnce("{\"timeout\":1,\"url\":\"%s\"}".formatted(target.url(path)), PRODUCTION);

        assertFailed(run, "TIMEOUT");
        assertThat(run.path("request").isObject()).isTrue();
        assertThat(run.path("result").isNull()).isTrue();
        assertThat(run.path("run_duration_ms").isIntegralNumber()).isTrue();
    }

    @Test
    void aPortThatNobodyListensOnIsAConnectionError() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        JsonNode run = ranOnce(calling("http://127.0.0.1:" + port + "/"), PRODUCTION);

        assertFailed(run, "CONNECTION_ERROR");
        assertThat(run.path("error").asText()).contains("refused");
        assertThat(run.path("result").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/latest/meta-data/, address_not_public",
        "http://10.0.0.7:8080/, address_not_public",
        "http://[fe80::1]:8080/, address_not_public",
        "http://127.0.0.1:22/, port_not_allowed",
        "http://2130706433/, host_invalid"
    })
    void aTargetThatMayNotBeCalledIsBlockedWithItsRuleAndWithoutAnAddress(String url, String rule) {
        JsonNode run = ranOnce(calling(url), PRODUCTION);

        assertFailed(run, "SSRF_BLOCKED");
        assertThat(run.path("error").asText())
                .startsWith(rule + ": ")
                .doesNotContain("169.254", "10.0.0.7", "fe80", "127.0.0.1", "2130706433");
        assertThat(run.at("/request/url").asText()).isEqualTo(url);
        assertThat(run.path("started_at").isNull()).isFalse();
        assertThat(run.path("result").isNull()).isTrue();
    }

    @Test
    void credentialsInAUrlAreRefusedAndNeverShown() {
        JsonNode run = ranOnce(calling("http://user:s3cret@127.0.0.1/#part"), PRODUCTION);

        assertFailed(run, "SSRF_BLOCKED");
        assertThat(run.at("/request/url").asText()).isEqualTo("http://<redacted>@127.0.0.1/");
        assertThat(run.toString()).doesNotContain("s3cret");
    }

    @Test
    void aRedirectMayBeASuccessAndIsNotFollowed() {
        JsonNode run = ranOnce(
                "{\"success_status\":\"3xx\",\"url\":\"%s\"}".formatted(target.url("/status/302/away")), PRODUCTION);

        assertThat(run.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(run.path("failure_reason").isNull()).isTrue();
        assertThat(run.at("/result/status").asInt()).isEqualTo(302);
        assertThat(run.at("/result/headers/location").asText()).isEqualTo(target.url("/redirected"));
        assertThat(target.wasCalled("/redirected")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"65536, false", "65537, true", "200000, true"})
    void aLongBodyIsCutButCounted(int bytes, boolean cut) {
        JsonNode result =
                ranOnce(calling(target.url("/bytes/" + bytes)), PRODUCTION).path("result");

        assertThat(result.path("body").asText()).hasSize(BODY_LIMIT);
        assertThat(result.path("body_truncated").asBoolean()).isEqualTo(cut);
        assertThat(result.path("body_bytes").asInt()).isEqualTo(bytes);
    }

    @Test
    void aCanceledRunStaysCanceledWhateverItsTargetAnswersLater() {
        String run = run(job(calling(target.url("/gate/late")), PRODUCTION));
        target.taken("/gate/late");
        assertThat(status(run)).isEqualTo("RUNNING");

        api.send("POST", RUNS + "/" + run + "/actions/cancel", "");
        target.open("/gate/late");

        Worker worker = node.part(Worker.class);
        RunKey key = new RunKey(AccountId.DEFAULT, UUID.fromString(run));
        Awaitility.await().atMost(PATIENCE).until(() -> !worker.inHand().contains(key));
        assertThat(status(run)).isEqualTo("CANCELED");
        assertThat(shown(run).path("result").isNull()).isTrue();
        assertThat(node.sql()
                        .queryForList(
                                "SELECT name FROM ledger.event WHERE stream = ? ORDER BY sequence",
                                String.class,
                                key.stream()))
                .containsExactly("RunTriggered", "RunStarted", "RunCanceled");
    }

    // What goes out

    @Test
    void aJobsRequestGoesOutAsItIsWrittenAndIsRememberedWithoutItsSecrets() {
        String job = job("""
                {"method":"PUT","url":"%s?q=a%%20b#fragment","body":"grüße","headers":
                  {"Authorization":"Bearer s3cret","X-Empty":"","Content-Type":"text/x-own"}}""".formatted(target.url("/wire")), PRODUCTION);
        String run = run(job);
        Target.Call call = target.taken("/wire");

        assertThat(call.method()).isEqualTo("PUT");
        assertThat(call.uri()).isEqualTo("/wire?q=a%20b");
        assertThat(call.body()).isEqualTo("grüße");
        assertThat(call.headers().getFirst("Authorization")).isEqualTo("Bearer s3cret");
        assertThat(call.headers().getFirst("X-Empty")).isEmpty();
        assertThat(call.headers().getFirst("Content-Type")).isEqualTo("text/x-own");
        assertThat(call.headers().getFirst("Runledger-Job")).isEqualTo(job);
        assertThat(call.headers().getFirst("Runledger-Run")).isEqualTo(run);
        assertThat(call.headers().getFirst("Runledger-Trigger")).isEqualTo("MANUAL");
        assertThat(call.headers().getFirst("Runledger-Attempt")).isEqualTo("1");
        assertThat(call.headers().getFirst("Idempotency-Key")).isEqualTo(run);
        assertThat(call.headers().getFirst("User-Agent")).startsWith("Runledger/");
        assertThat(call.headers()).doesNotContainKeys("Accept", "Accept-Encoding", "Runledger-Scheduled-For");
        JsonNode request = ended(run).path("request");
        assertThat(request.path("url").asText()).isEqualTo(target.url("/wire?q=a%20b"));
        assertThat(request.path("body").asText()).isEqualTo("grüße");
        assertThat(request.path("headers").properties())
                .extracting(Map.Entry::getKey)
                .contains("Authorization", "X-Empty");
        assertThat(request.path("headers").valueStream().map(JsonNode::asText)).containsOnly("<redacted>");
    }

    @Test
    void anEnvironmentRunsItsOwnDefinition() {
        String job = job("""
                {"method":"GET","url":"http://h/","timeout":30,"body":"base","success_status":"204",
                 "headers":{"X-Base":"1","X-Both":"base"}}""", """
                {"production":{"enabled":true,"url":"%s","method":"POST","timeout":1,"body":"own",
                 "success_status":"2xx","headers.x-both":"own","headers.X-More":"2"}}""".formatted(target.url("/overlay")));

        JsonNode run = ended(run(job));
        Target.Call call = target.taken("/overlay");

        assertThat(run.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.body()).isEqualTo("own");
        assertThat(call.headers().get("X-Base")).containsExactly("1");
        assertThat(call.headers().get("X-Both")).containsExactly("own");
        assertThat(call.headers().get("X-More")).containsExactly("2");
        assertThat(run.at("/request/headers").properties())
                .extracting(Map.Entry::getKey)
                .contains("X-Both", "X-More")
                .doesNotContain("x-both");
    }

    @Test
    void anEnvironmentsOwnTimeoutIsKept() {
        JsonNode run = ranOnce(
                "{\"timeout\":30,\"url\":\"%s\"}".formatted(target.url("/gate/overlaid")),
                "{\"production\":{\"enabled\":true,\"timeout\":1}}");

        assertFailed(run, "TIMEOUT");
    }

    @Test
    void aRunUsesWhatTheJobIsWhenItStarts() {
        String held = run(job(calling(target.url("/gate/hold")), PRODUCTION));
        target.taken("/gate/hold");
        String job = job(calling(target.url("/old")), PRODUCTION);
        String waiting = run(job);
        assertThat(shown(waiting).path("job_version").asInt()).isEqualTo(1);

        api.put(JOBS + "/" + job, document(job, calling(target.url("/new")), PRODUCTION));
        assertThat(status(waiting)).isEqualTo("PENDING");
        target.open("/gate/hold");

        JsonNode run = ended(waiting);
        assertThat(run.path("job_version").asInt()).isEqualTo(2);
        assertThat(run.at("/request/url").asText()).isEqualTo(target.url("/new"));
        assertThat(target.wasCalled("/old")).isFalse();
        assertThat(ended(held).path("status").asText()).isEqualTo("SUCCEEDED");
    }

    // Where a run may happen

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'production':{'enabled':true},'development':{'enabled':true}} | | 400 environment_ambiguous",
                "{'production':{'enabled':true},'development':{}} | {'environment':'development'} |"
                        + " 409 environment_not_enabled",
                "{'production':{'enabled':true}} | {'environment':'nowhere'} | 409 environment_not_enabled",
                "{'production':{'enabled':false}} | {} | 409 environment_not_enabled",
                "{} | {'environment':'production'} | 409 environment_not_enabled"
            })
    void whereAJobIsNotToRunItDoesNot(String environments, String body, String refusal) {
        String job = job(calling(target.url("/never")), environments.replace('\'', '"'));
        long head = node.head();

        assertThat(api.post(JOBS + "/" + job + "/actions/run", body == null ? "" : body.replace('\'', '"'))
                        .error())
                .isEqualTo(refusal);
        assertThat(node.head()).isEqualTo(head);
        assertThat(target.wasCalled("/never")).isFalse();
    }

    @Test
    void anEnvironmentThatIsNoLongerManagedRunsNothing() {
        String job = job(calling(target.url("/managed")), "{\"staging\":{\"enabled\":true},\"production\":{}}");
        String source = run(job);
        ended(source);
        node.manage("staging", false);
        try {
            assertThat(api.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"staging\"}")
                            .error())
                    .isEqualTo("409 environment_not_enabled");
            assertThat(api.send("POST", RUNS + "/" + source + "/actions/rerun", "")
                            .error())
                    .isEqualTo("409 environment_missing");
            assertThat(api.put(JOBS + "/" + job, document(job, calling("http://h/"), "{\"staging\":{}}"))
                            .error())
                    .isEqualTo("400 environment_unmanaged");
        } finally {
            node.manage("staging", true);
        }
    }

    @Test
    void ofSeveralEnvironmentsTheNamedOneRuns() {
        String job = job(
                calling(target.url("/named")),
                "{\"production\":{\"enabled\":true},\"development\":{\"enabled\":true}}");

        JsonNode run = api.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"development\"}")
                .json();

        assertThat(run.at("/data/attributes/environment").asText()).isEqualTo("development");
        assertThat(ended(run.at("/data/id").asText()).path("status").asText()).isEqualTo("SUCCEEDED");
    }

    private static void assertFailed(JsonNode run, String reason) {
        assertThat(run.path("status").asText()).isEqualTo("FAILED");
        assertThat(run.path("failure_reason").asText()).isEqualTo(reason);
        assertThat(run.path("error").asText()).isNotBlank();
    }
}
