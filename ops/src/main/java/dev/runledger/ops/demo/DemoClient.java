package dev.runledger.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A few calls to the API, as any client would make them. */
final class DemoClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    DemoClient(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** Up to two retries after a 5xx, a second and then two after the attempt before. */
    void createPolicy(String id) throws IOException, InterruptedException {
        create(
                "/api/v1/retry-policies",
                "retry_policy",
                id,
                Map.of(
                        "name",
                        "Insist a little",
                        "max_retries",
                        2,
                        "backoff",
                        "exponential",
                        "delay_seconds",
                        1,
                        "retry_statuses",
                        List.of("5xx")));
    }

    /** @param more attributes beside name, what is called, and that it is enabled in production */
    void createJob(String id, String name, String url, int timeoutSeconds, Map<String, Object> more)
            throws IOException, InterruptedException {
        Map<String, Object> attributes = new HashMap<>(more);
        attributes.put("name", name);
        attributes.put("configuration", Map.of("url", url, "body", "{\"demo\": true}", "timeout", timeoutSeconds));
        attributes.put("environments", Map.of("production", Map.of("enabled", true)));
        create("/api/v1/jobs", "job", id, attributes);
    }

    private void create(String path, String type, String id, Map<String, Object> attributes)
            throws IOException, InterruptedException {
        Map<String, Object> data = Map.of("type", type, "id", id, "attributes", attributes);
        post(path, Json.WIRE.writeValueAsString(Map.of("data", data)));
    }

    /** When the job runs in production by itself. */
    String nextRun(String job) throws IOException, InterruptedException {
        return get("/api/v1/jobs/" + job)
                .at("/data/attributes/environments/production/next_run_at")
                .asText();
    }

    /** Runs a job now, where it is enabled, and tells the run's id. */
    String run(String job) throws IOException, InterruptedException {
        return id(post("/api/v1/jobs/" + job + "/actions/run", ""));
    }

    String rerun(String run) throws IOException, InterruptedException {
        return id(post("/api/v1/runs/" + run + "/actions/rerun", ""));
    }

    void cancel(String run) throws IOException, InterruptedException {
        post("/api/v1/runs/" + run + "/actions/cancel", "");
    }

    /** The run's attributes. */
    JsonNode find(String id) throws IOException, InterruptedException {
        return get("/api/v1/runs/" + id).at("/data/attributes");
    }

    /** All runs there are, oldest first, from the list. */
    List<JsonNode> runs() throws IOException, InterruptedException {
        List<JsonNode> runs = new ArrayList<>();
        get("/api/v1/runs?sort=created_at").get("data").forEach(runs::add);
        return runs;
    }

    private static String id(JsonNode document) {
        return document.at("/data/id").asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return sent(request(path).GET().build());
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return sent(request(path)
                .header("Content-Type", "application/vnd.api+json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key);
    }

    private JsonNode sent(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(request.method() + " " + request.uri().getPath() + " was answered with "
                    + response.statusCode() + ": " + response.body());
        }
        return Json.WIRE.readTree(response.body());
    }
}
