package dev.runledger.ops.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.runledger.ops.chaos.check.Hit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What all jobs call. It notes every request before it does anything else, and then answers as the path says: {@code /fine},
 * {@code /fails}, {@code /flaky} (half of the runs fail), {@code /slow/<ms>}, and {@code /never} does not answer.
 */
final class Target implements AutoCloseable {

    /** Longer than any timeout of the load. */
    private static final Duration NEVER = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Hit> hits = new ConcurrentLinkedQueue<>();
    private final InstantSource clock;

    Target(InstantSource clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(threads);
        server.createContext("/", this::hit);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<Hit> hits() {
        return List.copyOf(hits);
    }

    private void hit(HttpExchange exchange) throws IOException {
        try (exchange) {
            String run = exchange.getRequestHeaders().getFirst("Runledger-Run");
            String path = exchange.getRequestURI().getPath();
            hits.add(new Hit(String.valueOf(run), clock.instant(), path));
            Thread.sleep(delay(path));
            exchange.sendResponseHeaders(status(path, run), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration delay(String path) {
        if (path.startsWith("/slow/")) {
            return Duration.ofMillis(Long.parseLong(path.substring("/slow/".length())));
        }
        return path.equals("/never") ? NEVER : Duration.ZERO;
    }

    private static int status(String path, String run) {
        boolean fails = path.equals("/fails") || (path.equals("/flaky") && run.hashCode() % 2 == 0);
        return fails ? 500 : 200;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
