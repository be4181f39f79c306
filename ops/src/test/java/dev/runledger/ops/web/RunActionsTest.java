package dev.runledger.ops.web;

import static dev.runledger.ops.web.WebServer.OWNER;
import static dev.runledger.ops.web.WebServer.PRODUCTION_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.job.NextRun;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Running now, canceling and running again as clients meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunActionsTest {

    private final WebServer server = WebServer.start();
    private final Client client = new Client(server.port());

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "{}", "{\"environment\":\"production\"}", "{\"environment\":null}", "{\"x\":1}"})
    void aRunBeginsInTheOneEnvironmentThatIsMeant(String body) {
        Wire.Answer answer = client.run(client.job(Client.ONE), body);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode run = answer.json().at("/data/attributes");
        assertThat(run.path("status").textValue()).isEqualTo("PENDING");
        assertThat(run.path("trigger").textValue()).isEqualTo("MANUAL");
        assertThat(run.path("environment").textValue()).isEqualTo("production");
        assertThat(run.path("rerun_of").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"\"', invalid_type",
        "'[]', invalid_type",
        "'{\"environment\":\"\"}', length_out_of_range",
        "'{\"environment\":1}', invalid_type",
        "'{\"environment\":[\"production\"]}', invalid_type",
        "'{', malformed_json"
    })
    void aRunIsNamedByABareObject(String body, String code) {
        assertThat(client.run(client.job(Client.ONE), body).error()).isEqualTo("400 " + code);
    }

    @Test
    void whatCannotRunIsRefused() {
        assertThat(client.run(client.job("{}"), "").error()).isEqualTo("409 environment_not_enabled");
        assertThat(client.run(client.job(Client.ONE), "{\"environment\":\"elsewhere\"}")
                        .error())
                .isEqualTo("409 environment_not_enabled");
        assertThat(client.run(client.job(Client.BOTH), "").error()).isEqualTo("400 environment_ambiguous");
        assertThat(client.send(
                                PRODUCTION_ONLY,
                                "POST",
                                "/api/v1/jobs/" + client.job(Client.BOTH) + "/actions/run",
                                "{\"environment\":\"elsewhere\"}")
                        .error())
                .isEqualTo("403 environment_forbidden");
    }

    @Test
    void aSingleEnvironmentCallerNeedNotNameIt() {
        Wire.Answer answer =
                client.send(PRODUCTION_ONLY, "POST", "/api/v1/jobs/" + client.job(Client.BOTH) + "/actions/run", "");

        assertThat(answer.json().at("/data/attributes/environment").textValue()).isEqualTo("production");
    }

    // Runs

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "\u0000"})
    void actionsOnRunsIgnoreTheirBodies(String body) {
        String run = client.started(client.job(Client.ONE));

        Wire.Answer rerun = client.send(OWNER, "POST", run + "/actions/rerun", body, "Content-Type", "text/plain");
        assertThat(rerun.status()).isEqualTo(200);
        assertThat(run).endsWith(rerun.json().at("/data/attributes/rerun_of").textValue());

        Wire.Answer canceled = client.send(OWNER, "POST", run + "/actions/cancel", body, "Content-Type", "text/plain");
        assertThat(canceled.status()).isEqualTo(200);
        assertThat(canceled.json().at("/data/attributes/status").textValue()).isEqualTo("CANCELED");
        assertThat(client.post(run + "/actions/cancel", "").error()).isEqualTo("409 run_terminal");
    }

    @Test
    void cancelingARunForWhichAOneOffWaitsSpendsItAtOnce() {
        String job = "once";
        String document = Client.document(job, Client.BOTH).replace("\"name\"", "\"schedule\":\"now\",\"name\"");
        assertThat(client.post("/api/v1/jobs", document).status()).isEqualTo(201);
        NextRun armed = Objects.requireNonNull(server.job(job).next().get("production"));

        Wire.Answer canceled = client.post("/api/v1/runs/" + armed.run() + "/actions/cancel", "");

        assertThat(canceled.json().at("/data/attributes/status").textValue()).isEqualTo("CANCELED");
        assertThat(server.job(job).next()).containsOnlyKeys("development");
        assertThat(server.job(job).definition().enabledEnvironments()).containsExactly("development");
    }

    @Test
    void aRunOfADeletedJobIsNotRerun() {
        String job = client.job(Client.ONE);
        String run = client.started(job);
        client.delete(job);

        assertThat(client.post(run + "/actions/rerun", "").error()).isEqualTo("409 job_deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0192f3a0-0000-7000-8000-000000000000",
                "0192F3A0-0000-7000-8000-000000000000",
                "1-1-1-1-1",
                "nonsense"
            })
    void anUnknownRunIsNotFound(String id) {
        assertThat(client.post("/api/v1/runs/" + id + "/actions/cancel", "{").error())
                .isEqualTo("404 run_not_found");
        assertThat(client.post("/api/v1/runs/" + id + "/actions/rerun", "{").error())
                .isEqualTo("404 run_not_found");
    }

    @Test
    void aRunOutsideTheScopeIsNotFound() {
        String run = client.started(client.job("{\"development\":{\"enabled\":true}}"));

        assertThat(client.send(PRODUCTION_ONLY, "POST", run + "/actions/cancel", "")
                        .error())
                .isEqualTo("404 run_not_found");
    }
}
