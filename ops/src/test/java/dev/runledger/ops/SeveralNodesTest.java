package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.runledger.command.saga.RunSegments;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole nodes that share the work over one database, in one process. */
class SeveralNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final TestDatabase database = TestPostgres.freshDatabase();
    private final List<WholeNode> nodes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger hits = new AtomicInteger();
    private final HttpServer target;

    SeveralNodesTest() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            hits.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void stop() {
        nodes.forEach(WholeNode::close);
        target.stop(0);
    }

    @Test
    void nodesThatComeAndGoShareTheFollowersEvenly() {
        WholeNode first = start("all");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(held(first)).hasSize(RunSegments.COUNT));

        WholeNode second = start("all");
        WholeNode third = start("all");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(List.of(
                            held(first).size(), held(second).size(), held(third).size()))
                    .allSatisfy(share -> assertThat(share).isBetween(2, 3));
            assertThat(together(first, second, third)).hasSize(RunSegments.COUNT);
        });

        second.close();
        nodes.remove(second);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(List.of(held(first).size(), held(third).size())).containsOnly(RunSegments.COUNT / 2);
            assertThat(together(first, third)).hasSize(RunSegments.COUNT);
        });
    }

    @Test
    void runsAreCarriedOutByAllNodesEachOnce() {
        WholeNode one = start("all");
        WholeNode other = start("all");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(List.of(held(one).size(), held(other).size())).containsOnly(RunSegments.COUNT / 2);
        });
        create(one, "shared");

        int runs = 60;
        for (int i = 0; i < runs; i++) {
            assertThat(call(i % 2 == 0 ? one : other, "POST", "/jobs/shared/actions/run", "")
                            .statusCode())
                    .isEqualTo(200);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(succeeded(other)).isEqualTo(runs));
        assertThat(hits).hasValue(runs);
        assertThat(workers()).hasSize(2);
    }

    /** Near its limit an account's starts depend on each other, on whatever node. */
    @Test
    void notOneRunMoreThanTheLimitIsStartedByAllNodesTogether() {
        String plans = "{\"free\":{\"included_runs_per_month\":25}}";
        Map<String, String> settings = Map.of("RUNLEDGER_PLANS", plans, "RUNLEDGER_DEFAULT_ACCOUNT_PLAN", "free");
        WholeNode one = start(settings);
        WholeNode other = start(settings);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(List.of(held(one).size(), held(other).size())).containsOnly(RunSegments.COUNT / 2);
        });
        create(one, "limited");
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add(client.sendAsync(
                    request(i % 2 == 0 ? one : other, "POST", "/jobs/limited/actions/run", ""),
                    HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(asked)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ended(other, "FAILED")).isEqualTo(75));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ended(other, "SUCCEEDED")).isEqualTo(25));
        assertThat(hits).hasValue(25);
        assertThat(call(one, "GET", "/usage", "").body()).contains("\"runs_used\":25");
        assertThat(call(one, "POST", "/usage/actions/verify", "").body()).contains("\"equal\":true");
    }

    @Test
    void eachRoleDoesItsPartAndSaysWhatIsNot() {
        WholeNode command = start("command");
        WholeNode worker = start("worker");
        WholeNode query = start("query");
        create(command, "parted");

        assertThat(call(command, "POST", "/jobs/parted/actions/run", "").statusCode())
                .isEqualTo(200);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(succeeded(query)).isEqualTo(1));
        assertThat(held(worker)).hasSize(RunSegments.COUNT);
        assertThat(held(command)).isEmpty();
        assertThat(call(query, "POST", "/jobs/parted/actions/run", "").statusCode())
                .isEqualTo(421);
        assertThat(call(command, "GET", "/runs", "").statusCode()).isEqualTo(421);
        assertThat(call(worker, "GET", "/runs", "").statusCode()).isEqualTo(421);
        assertThat(call(worker, "GET", "/schedule_preview?schedule=@daily", "").statusCode())
                .isEqualTo(200);
        assertThat(call(command, "POST", "/actions/check_url", "{\"url\":\"http://10.0.0.1/\"}")
                        .body())
                .contains("\"verdict\":\"BLOCKED\"");
        assertThat(get("http://127.0.0.1:" + worker.port() + "/readyz").statusCode())
                .isEqualTo(200);
    }

    private WholeNode start(String roles) {
        return start(Map.of("RUNLEDGER_ROLE", roles));
    }

    private WholeNode start(Map<String, String> settings) {
        WholeNode node = WholeNode.start(database, settings);
        nodes.add(node);
        return node;
    }

    private static Set<Integer> held(WholeNode node) {
        return node.part(Followers.class).heldForExecution();
    }

    private static Set<Integer> together(WholeNode... nodes) {
        Set<Integer> all = new HashSet<>();
        for (WholeNode node : nodes) {
            all.addAll(held(node));
        }
        return all;
    }

    private Set<String> workers() {
        return new HashSet<>(nodes.getFirst()
                .sql()
                .queryForList(
                        "SELECT DISTINCT convert_from(payload, 'UTF8')::json ->> 'worker' FROM ledger.event"
                                + " WHERE name = 'RunStarted'",
                        String.class));
    }

    private void create(WholeNode node, String job) {
        String document = """
                {"data":{"type":"job","id":"%s","attributes":{"name":"Job","configuration":{"url":"http://127.0.0.1:%d/"},
                 "environments":{"production":{"enabled":true}}}}}""".formatted(job, target.getAddress().getPort());
        HttpResponse<String> answer = call(node, "POST", "/jobs", document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private int succeeded(WholeNode node) throws IOException {
        return ended(node, "SUCCEEDED");
    }

    private int ended(WholeNode node, String status) throws IOException {
        JsonNode list = Json.WIRE.readTree(
                call(node, "GET", "/runs?page%5Bsize%5D=1000", "").body());
        int ended = 0;
        for (JsonNode run : list.path("data")) {
            ended += run.at("/attributes/status").asText().equals(status) ? 1 : 0;
        }
        return ended;
    }

    private HttpResponse<String> call(WholeNode node, String method, String path, String body) {
        return send(request(node, method, path, body));
    }

    private static HttpRequest request(WholeNode node, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1" + path))
                .header("Authorization", "Bearer " + WholeNode.OWNER)
                .header("Content-Type", "application/vnd.api+json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
