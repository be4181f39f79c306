package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.web.Wire.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls with any key, mostly the owner's. Headers are given as name, value, name, value. */
final class Client implements AutoCloseable {

    /** Entries of {@code environments}. */
    static final String BOTH = "{\"production\":{\"enabled\":true},\"development\":{\"enabled\":true}}";

    static final String ONE = "{\"production\":{\"enabled\":true}}";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final AtomicInteger names = new AtomicInteger();

    Client(int port) {
        this.port = port;
    }

    Answer send(String key, String method, String path, String body, String... headers) {
        return send(key, method, path, BodyPublishers.ofString(body), headers);
    }

    Answer send(String key, String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body)
                .header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String document(String id, String environments) {
        return "{\"data\":{\"type\":\"job\",\"id\":\"" + id + "\",\"attributes\":{\"name\":\"n\",\"environments\":"
                + environments + ",\"configuration\":{\"url\":\"http://h/\"}}}}";
    }

    /** A new job of a name of its own; answers its id. */
    String job(String environments) {
        String id = "job-" + names.incrementAndGet();
        assertThat(post("/api/v1/jobs", document(id, environments)).status()).isEqualTo(201);
        return id;
    }

    /** A new run of the job; answers its path. */
    String started(String job) {
        return "/api/v1/runs/" + run(job, "").json().at("/data/id").textValue();
    }

    Answer post(String path, String body, String... headers) {
        return send(WebServer.OWNER, "POST", path, body, headers);
    }

    Answer put(String job, String body, String... headers) {
        return send(WebServer.OWNER, "PUT", "/api/v1/jobs/" + job, body, headers);
    }

    Answer delete(String job, String... headers) {
        return send(WebServer.OWNER, "DELETE", "/api/v1/jobs/" + job, BodyPublishers.noBody(), headers);
    }

    Answer run(String job, String body, String... headers) {
        return post("/api/v1/jobs/" + job + "/actions/run", body, headers);
    }

    @Override
    public void close() {
        http.close();
    }

    private static Answer answer(HttpResponse<String> response) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
            headers.put(header.getKey(), String.join(", ", header.getValue()));
        }
        return new Answer(response.statusCode(), headers, response.body());
    }
}
