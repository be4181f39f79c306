package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What runs call. Its paths tell what it does: {@code /status/418/…} answers that, {@code /bytes/70000} so much, {@code
 * /slow} begins and never ends, {@code /gate/…} waits to be opened, {@code /flaky/2/…} fails twice and is well afterwards.
 */
final class Target implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    /** A request as it came. */
    record Call(String method, String uri, Headers headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, BlockingQueue<Call>> calls = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    Target() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The next call of this path, waited for. */
    Call taken(String path) {
        try {
            Call call = calls(path).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(call).as("a call of " + path).isNotNull();
            return Objects.requireNonNull(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean wasCalled(String path) {
        return !calls(path).isEmpty();
    }

    /** Lets every call of this gate be answered, now and later. */
    void open(String gate) {
        gate(gate).countDown();
    }

    /** The how-manieth visit of this path it is. */
    private int visit(String path) {
        return visits.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    }

    private BlockingQueue<Call> calls(String path) {
        return calls.computeIfAbsent(path, p -> new LinkedBlockingQueue<>());
    }

    private CountDownLatch gate(String path) {
        return gates.computeIfAbsent(path, p -> new CountDownLatch(1));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls(path)
                    .add(new Call(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders(),
                            body));
            String[] words = path.split("/");
            switch (words[1]) {
                case "status" -> respond(exchange, Integer.parseInt(words[2]), "told to answer " + words[2]);
                case "flaky" -> respond(exchange, visit(path) <= Integer.parseInt(words[2]) ? 503 : 200, "flaky");
                case "bytes" -> respond(exchange, 200, "x".repeat(Integer.parseInt(words[2])));
                case "gate" -> {
                    pass(gate(path));
                    respond(exchange, 200, "late");
                }
                case "slow" -> drip(exchange);
                default -> respond(exchange, 200, "fine");
            }
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('a');
        exchange.getResponseBody().flush();
        pass(closed);
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.getResponseHeaders().set("Location", url("/redirected"));
        exchange.getResponseHeaders().add("Set-Cookie", "session=s3cret");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        gates.values().forEach(CountDownLatch::countDown);
        server.stop(0);
        threads.shutdownNow();
    }
}
