package dev.runledger.ops.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What measured runs call, in a process of its own. Prints its port, and ends when its standard input does: with the process
 * that started it.
 *
 * <p>{@code /delay/<ms>} answers later; {@code /stamp} keeps when the run's request arrived by the monotonic clock, {@code /clocked}
 * by the one on the wall, in nanoseconds since 1970; {@code GET /stamps} and {@code GET /count} tell what was kept and how many
 * requests came; all else answers at once.
 */
final class BenchTarget {

    static final String DELAY = "/delay/";
    static final String STAMP = "/stamp";
    static final String CLOCKED = "/clocked";
    static final String STAMPS = "/stamps";
    static final String COUNT = "/count";

    private static final String ANSWER = "{\"done\": true}";

    /** More than ever connect within one moment; the kernel has a limit of its own. */
    private static final int BACKLOG = 4_096;

    private final Map<String, Long> stamps = new ConcurrentHashMap<>();
    private final Clock clock = Clock.systemUTC();
    private final LongAdder requests = new LongAdder();

    private BenchTarget() {}

    public static void main(String[] words) throws IOException {
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        BenchTarget target = new BenchTarget();
        Thread.ofPlatform().daemon().name("accept").start(() -> target.accept(server));
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // Nothing is ever said to it.
        }
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket connection = server.accept();
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            HttpReader in = new HttpReader(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            for (var head = in.head(); head.isPresent(); head = in.head()) {
                long arrived = System.nanoTime();
                Instant at = clock.instant();
                in.body(head.get());
                out.write(message(answer(head.get(), arrived, at)));
            }
        } catch (IOException e) {
            // A connection that was dropped; whoever dropped it knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(HttpReader.Head head, long arrived, Instant at) throws InterruptedException {
        String path = head.word(1);
        switch (path) {
            case STAMPS -> {
                return stamps.entrySet().stream()
                        .map(stamp -> stamp.getKey() + " " + stamp.getValue())
                        .collect(Collectors.joining("\n"));
            }
            case COUNT -> {
                return requests.toString();
            }
            case STAMP -> head.header("Runledger-Run").ifPresent(run -> stamps.put(run, arrived));
            case CLOCKED -> head.header("Runledger-Run").ifPresent(run -> stamps.put(run, nanos(at)));
            default -> {
                if (path.startsWith(DELAY)) {
                    TimeUnit.MILLISECONDS.sleep(Long.parseLong(path.substring(DELAY.length())));
                }
            }
        }
        requests.increment();
        return ANSWER;
    }

    private static long nanos(Instant at) {
        return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    }

    private static byte[] message(String body) {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }
}
