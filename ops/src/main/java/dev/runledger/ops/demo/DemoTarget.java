package dev.runledger.ops.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the demonstration's jobs call: paths that work, work at the third attempt, are broken, and never answer. */
final class DemoTarget implements AutoCloseable {

    static final String WORKS = "/works";
    static final String RECOVERS = "/recovers";
    static final String BROKEN = "/broken";
    static final String SILENT = "/silent";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    DemoTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(WORKS, exchange -> answer(exchange, 200, "{\"charged\": 1999}"));
        server.createContext(RECOVERS, DemoTarget::recovers);
        server.createContext(BROKEN, exchange -> answer(exchange, 500, "{\"error\": \"the till is stuck\"}"));
        server.createContext(SILENT, this::saysNothing);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Every request tells which attempt it is. */
    private static void recovers(HttpExchange exchange) throws IOException {
        String attempt = exchange.getRequestHeaders().getFirst("Runledger-Attempt");
        if ("3".equals(attempt)) {
            answer(exchange, 200, "{\"sent\": true}");
        } else {
            answer(exchange, 503, "{\"error\": \"come back later\"}");
        }
    }

    private void saysNothing(HttpExchange exchange) {
        try (exchange) {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
