package dev.runledger.ops.chaos;

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
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A client as the documentation wants it: what got no answer, or a 5xx, is sent again to another node, POSTs under the same
 * {@code Idempotency-Key}. Safe for all threads.
 */
final class ApiClient {

    /** How a request ended, and whether an earlier try of it may have been carried out without our knowing. */
    record Outcome(Ending ending, int status, String body, boolean uncertainBefore) {

        JsonNode json() {
            try {
                return Json.WIRE.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean done() {
            return ending == Ending.DONE;
        }
    }

    enum Ending {
        DONE,
        /** 4xx: the service said no. */
        REFUSED,
        /** No node said anything that counts. */
        UNANSWERED
    }

    record Request(String method, String path, String body) {}

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int WRONG_ROLE = 421;
    private static final int CONFLICT = 409;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Nodes nodes;
    private final String key;
    private final Diary diary;

    /** {@link System#nanoTime} after which nothing is tried any more; before it is known, everything is. */
    private volatile long deadline;

    private volatile boolean deadlineKnown;
    private final Map<String, Long> retries = new ConcurrentSkipListMap<>();

    ApiClient(Nodes nodes, String key, Diary diary) {
        this.nodes = nodes;
        this.key = key;
        this.diary = diary;
    }

    /** All is up again: from now on every request must be answered within this time. */
    void mustBeAnsweredWithin(Duration patience) {
        deadline = System.nanoTime() + patience.toNanos();
        deadlineKnown = true;
    }

    private boolean isTime() {
        return !deadlineKnown || System.nanoTime() < deadline;
    }

    /** How often a request was sent again, by reason. */
    Map<String, Long> retries() {
        return Map.copyOf(retries);
    }

    /** @param first the node that is asked first */
    Outcome send(Request request, int first) throws InterruptedException {
        String idempotencyKey = UUID.randomUUID().toString();
        boolean uncertain = false;
        String last = "no node was up";
        for (int node = first; isTime(); node++) {
            OptionalInt port = nodes.get(node).port();
            if (port.isPresent()) {
                try {
                    HttpResponse<String> answer =
                            http.send(http(request, idempotencyKey, port.getAsInt()), BodyHandlers.ofString());
                    if (settles(answer)) {
                        Ending ending = answer.statusCode() < 300 ? Ending.DONE : Ending.REFUSED;
                        return new Outcome(ending, answer.statusCode(), answer.body(), uncertain);
                    }
                    uncertain |= answer.statusCode() != WRONG_ROLE;
                    last = Integer.toString(answer.statusCode());
                } catch (IOException e) {
                    uncertain = true;
                    last = e.getClass().getSimpleName();
                }
                retries.merge(last, 1L, Long::sum);
                diary.note(request.method() + " " + request.path() + " at node "
                        + nodes.get(node).number() + ": " + last);
            }
            Thread.sleep(PAUSE);
        }
        return new Outcome(
                Ending.UNANSWERED, 0, request.method() + " " + request.path() + ", at last: " + last, uncertain);
    }

    private HttpRequest http(Request request, String idempotencyKey, int port) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.path()))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/vnd.api+json")
                .timeout(ANSWER_LIMIT)
                .method(request.method(), BodyPublishers.ofString(request.body()));
        if (request.method().equals("POST")) {
            builder.header("Idempotency-Key", idempotencyKey);
        }
        return builder.build();
    }

    private static boolean settles(HttpResponse<String> answer) {
        int status = answer.statusCode();
        boolean inFlight = status == CONFLICT && answer.body().contains("idempotency_in_flight");
        return status < 500 && status != WRONG_ROLE && !inFlight;
    }

    /** Whether that node says it can serve. */
    boolean ready(NodeProcess node) throws InterruptedException {
        OptionalInt port = node.port();
        if (port.isEmpty()) {
            return false;
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + "/readyz"))
                    .timeout(ANSWER_LIMIT)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
