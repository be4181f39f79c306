package dev.runledger.ops.process;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar at work, in a session and process group of its own as at a terminal. It does not outlive this JVM. */
final class ServiceProcess implements AutoCloseable {

    /** Generous, because all of them share few cores with whatever else is being built. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path JAR = Path.of("target", "runledger.jar");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:([0-9]+) ");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final Thread guard;

    private ServiceProcess(Process process) {
        this.process = process;
        this.guard = new Thread(process::destroyForcibly, "service-guard");
        Runtime.getRuntime().addShutdownHook(guard);
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** @param flags of the JVM */
    static ServiceProcess launch(List<String> flags, List<String> words, Map<String, String> settings) {
        List<String> line = new ArrayList<>(List.of("setsid", java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        line.addAll(flags);
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-jar", JAR.toString()));
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RUNLEDGER_") || name.endsWith("_OPTIONS"));
        builder.environment().putAll(settings);
        try {
            return new ServiceProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException ended) {
            lines.add("(its output broke off)");
        }
    }

    /** All it has said so far, warnings and errors included. */
    String output() {
        return String.join("\n", lines);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it says so, and fails at once if it ends before. */
    ServiceProcess awaitLine(String part) {
        await().atMost(PATIENCE).until(() -> output().contains(part) || !process.isAlive());
        if (!process.isAlive()) {
            awaitExit();
        }
        if (!output().contains(part)) {
            throw new AssertionError("it ended before it said '" + part + "':\n" + output());
        }
        return this;
    }

    int port() {
        Matcher address = ADDRESS.matcher(output());
        if (!address.find()) {
            throw new AssertionError("it does not say where it listens:\n" + output());
        }
        return Integer.parseInt(address.group(1));
    }

    /** What cannot be caught. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    void terminate() {
        signal("TERM", Long.toString(process.pid()));
    }

    /** Ctrl-C, which the terminal sends to the whole group. */
    void interruptGroup() {
        signal("INT", "-" + process.pid());
    }

    static void signal(String name, String to) {
        try {
            new ProcessBuilder("kill", "-" + name, "--", to).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its exit status; {@link #output} is complete afterwards. */
    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end; it said:\n" + output());
            }
            reader.join(Duration.ofSeconds(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(guard);
    }
}
