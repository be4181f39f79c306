package dev.runledger.ops.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A target that counts how often each run reached it, and keeps callers waiting when told to. */
final class HitRecorder implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> hits = new ConcurrentHashMap<>();
    private final Set<String> held = new TreeSet<>();
    private int toAnswer = Integer.MAX_VALUE;
    private boolean failsNext;
    private CountDownLatch gate = new CountDownLatch(1);

    HitRecorder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::hit);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Answers the next caller that it is out of order, and those after it as ever. */
    synchronized void failFirst() {
        failsNext = true;
    }

    /** Answers so many more callers and keeps those after them waiting. */
    synchronized void holdAfter(int answers) {
        toAnswer = answers;
    }

    /** Lets all who wait have their answer, and whoever comes from now on. */
    synchronized void release() {
        toAnswer = Integer.MAX_VALUE;
        held.clear();
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** The runs that wait for their answer, in whatever state their caller is. */
    synchronized Set<String> held() {
        return new TreeSet<>(held);
    }

    /** How often each run came by; a run that never did is not in it. */
    Map<String, Integer> hits() {
        return Map.copyOf(hits);
    }

    private void hit(HttpExchange exchange) throws IOException {
        try (exchange) {
            String run = exchange.getRequestHeaders().getFirst("Runledger-Run");
            hits.merge(run, 1, Integer::sum);
            @Nullable CountDownLatch wait = waitFor(run);
            if (wait != null) {
                wait.await();
            }
            exchange.sendResponseHeaders(status(), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int status() {
        int status = failsNext ? 503 : 200;
        failsNext = false;
        return status;
    }

    private synchronized @Nullable CountDownLatch waitFor(String run) {
        if (toAnswer > 0) {
            toAnswer--;
            return null;
        }
        held.add(run);
        return gate;
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
