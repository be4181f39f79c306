package dev.runledger.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** The running target. */
record TargetProcess(Process process, int port) implements AutoCloseable {

    static TargetProcess start() throws IOException, URISyntaxException {
        Path classes = Path.of(BenchTarget.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes.toString(),
                        BenchTarget.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        String port = said.readLine();
        if (port == null) {
            throw new IOException("the target ended before it served");
        }
        return new TargetProcess(process, Integer.parseInt(port));
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** How many requests runs have made so far. */
    long requests() throws IOException {
        return Long.parseLong(ask(BenchTarget.COUNT));
    }

    /** When the request of each stamped run arrived, on the clock of {@link System#nanoTime}. */
    Map<String, Long> stamps() throws IOException {
        return ask(BenchTarget.STAMPS)
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
    }

    /** When the request of each run arrived that called {@link BenchTarget#CLOCKED}, on the machine's clock. */
    Map<String, Instant> clockedStamps() throws IOException {
        return stamps().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, stamp -> Instant.EPOCH.plusNanos(stamp.getValue())));
    }

    private String ask(String path) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, "")) {
            return connection.ask("GET", path);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
