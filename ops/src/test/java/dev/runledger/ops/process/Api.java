package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One key's calls to one service. A call that is not answered in time fails: nothing may hang. */
final class Api {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(45);
    private static final int PAGE = 1000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String key;

    Api(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /** @param retryAfter empty if the answer does not say */
    record Answer(int status, String retryAfter, String body) {

        JsonNode json() {
            try {
                return Json.WIRE.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String id() {
            return json().at("/data/id").asText();
        }
    }

    /** A run as the list shows it. */
    record Run(String status, String reason) {

        boolean over() {
            return !status.equals("PENDING") && !status.equals("RUNNING");
        }

        private static Run of(JsonNode attributes) {
            return new Run(
                    attributes.get("status").asText(),
                    attributes.get("failure_reason").asText(""));
        }
    }

    void createJob(String id, String url) throws IOException, InterruptedException {
        createJob(id, Map.of(), url);
    }

    /** @param more attributes besides those that every job has here */
    void createJob(String id, Map<String, ?> more, String url) throws IOException, InterruptedException {
        Map<String, Object> attributes = new HashMap<>(Map.of(
                "name", id,
                "configuration", Map.of("url", url, "timeout", 60),
                "environments", Map.of("production", Map.of("enabled", true))));
        attributes.putAll(more);
        create("/api/v1/jobs", id, attributes);
    }

    /** A policy that waits so long before its one retry of whatever the target calls its own fault. */
    void createPolicy(String id, int delaySeconds) throws IOException, InterruptedException {
        create(
                "/api/v1/retry-policies",
                id,
                Map.of(
                        "name",
                        id,
                        "max_retries",
                        1,
                        "backoff",
                        "fixed",
                        "delay_seconds",
                        delaySeconds,
                        "retry_statuses",
                        List.of("5xx")));
    }

    private void create(String path, String id, Map<String, ?> attributes) throws IOException, InterruptedException {
        Map<String, Object> document = Map.of("data", Map.of("id", id, "attributes", attributes));
        Answer answer = send("POST", path, Json.WIRE.writeValueAsString(document));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /** @param resources the path's plural, such as {@code runs} */
    JsonNode attributes(String resources, String id) throws IOException, InterruptedException {
        Answer answer = get("/api/v1/" + resources + "/" + id);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data/attributes");
    }

    /** The only run of a job, once the list tells it. */
    String onlyRun(String job) {
        return await().atMost(ServiceProcess.PATIENCE)
                .until(() -> get("/api/v1/runs?filter[job]=" + job).json().path("data"), runs -> runs.size() == 1)
                .at("/0/id")
                .asText();
    }

    static JsonNode tree(String json) throws IOException {
        return Json.WIRE.readTree(json);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    Answer run(String job) throws IOException, InterruptedException {
        return send("POST", "/api/v1/jobs/" + job + "/actions/run", "");
    }

    /** Runs a job, once for all requests of the same key. */
    Answer runOnce(String job, String idempotencyKey) throws IOException, InterruptedException {
        return send("POST", "/api/v1/jobs/" + job + "/actions/run", "", "Idempotency-Key", idempotencyKey);
    }

    /** Runs a job and tells the run's id. */
    String mustRun(String job) throws IOException, InterruptedException {
        Answer answer = run(job);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.id();
    }

    Run find(String run) throws IOException, InterruptedException {
        Answer answer = get("/api/v1/runs/" + run);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Run.of(answer.json().at("/data/attributes"));
    }

    /** Every run there is, by id, from the list. */
    Map<String, Run> runs() throws IOException, InterruptedException {
        Map<String, Run> runs = new HashMap<>();
        String next = "/api/v1/runs?page[size]=" + PAGE;
        while (!next.isEmpty()) {
            Answer answer = get(next);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            answer.json().get("data").forEach(run -> runs.put(run.get("id").asText(), Run.of(run.get("attributes"))));
            next = answer.json().at("/links/next").asText("");
        }
        return runs;
    }

    /** Every run there is, once none is left to do. */
    Map<String, Run> awaitAllOver() throws IOException, InterruptedException {
        await().atMost(ServiceProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> get("/api/v1/runs?page[size]=1&filter[status]=PENDING,RUNNING")
                        .json()
                        .get("data")
                        .isEmpty());
        return runs();
    }

    /** @param headers names and values, besides those of every request */
    Answer send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        String address = "http://127.0.0.1:" + port + path.replace("[", "%5B").replace("]", "%5D");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/vnd.api+json")
                .timeout(ANSWER_LIMIT)
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Retry-After").orElse(""),
                response.body());
    }
}
