package dev.runledger.ops.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The calls of API.md §7.4. Goes through no proxy, so that the operator's token does not either. */
public final class OperatorClient implements AutoCloseable {

    /** Thrown if what was asked for was not done; the message tells people why. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    private static final String ACCOUNTS = "/operator/v1/accounts";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FIRST_ERROR = 400;

    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final String token;

    /** @param base of the service: {@code http://127.0.0.1:8080} */
    public OperatorClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** All accounts, the oldest first. */
    public JsonNode list() throws IOException, InterruptedException {
        return send("GET", ACCOUNTS, Map.of());
    }

    /**
     * Opens an account. The answer holds the first key to it, which is shown this once.
     *
     * @param plan empty leaves it to the service
     */
    public JsonNode create(String name, Optional<String> plan) throws IOException, InterruptedException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("name", name);
        plan.ifPresent(text -> body.put("plan", text));
        return send("POST", ACCOUNTS, body);
    }

    public JsonNode plan(String account, String plan) throws IOException, InterruptedException {
        String id = URLEncoder.encode(account, StandardCharsets.UTF_8);
        return send("PUT", ACCOUNTS + "/" + id + "/plan", Map.of("plan", plan));
    }

    private JsonNode send(String method, String path, Map<String, String> body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher sent =
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.WIRE.writeValueAsString(body));
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, sent)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        JsonNode document = read(answer);
        if (answer.statusCode() >= FIRST_ERROR) {
            throw new Failure(told(document, answer.statusCode()));
        }
        return document;
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return Json.WIRE.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new Failure("What answers there with status " + answer.statusCode() + " is no Runledger.");
        }
    }

    private static String told(JsonNode document, int status) {
        JsonNode error = document.path("errors").path(0);
        String hint = error.path("code").asText().equals("not_found")
                ? " Is RUNLEDGER_OPERATOR_TOKEN set for the service?"
                : "";
        return "The service answered " + status + ": " + error.path("detail").asText("no reason given.") + hint;
    }

    @Override
    public void close() {
        http.close();
    }
}
