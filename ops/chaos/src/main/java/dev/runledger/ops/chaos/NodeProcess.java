package dev.runledger.ops.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node: a data directory, its way to the database, and the process that runs on them or does not. */
final class NodeProcess implements AutoCloseable {

    /** A start shares two cores with all the rest, and may have to wait for the database. */
    static final Duration START_LIMIT = Duration.ofSeconds(90);

    /** An orderly stop: requests, calls, events (docs/operations.md). */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Pattern ADDRESS = Pattern.compile("API and health.*http://127\\.0\\.0\\.1:([0-9]+) ");

    private final int number;
    private final Path data;
    private final PgProxy proxy;
    private final NodeSetup setup;
    private final Map<String, String> environment;
    private final ChildProcesses children;
    private final Consumer<String> surprises;

    /** One fault at a time. */
    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable Life life;

    /** From one start to its end. */
    private static final class Life {
        private final Process process;
        private final CompletableFuture<Integer> port = new CompletableFuture<>();
        private volatile boolean meantToEnd;

        Life(Process process) {
            this.process = process;
        }
    }

    /** @param surprises is told of ends, once it was ready, that no fault asked for */
    NodeProcess(
            int number,
            Path data,
            PgProxy proxy,
            NodeSetup setup,
            Map<String, String> own,
            ChildProcesses children,
            Consumer<String> surprises) {
        this.number = number;
        this.data = data;
        this.proxy = proxy;
        this.setup = setup;
        this.environment = new HashMap<>(setup.settings());
        this.environment.putAll(own);
        this.children = children;
        this.surprises = surprises;
    }

    int number() {
        return number;
    }

    PgProxy proxy() {
        return proxy;
    }

    ReentrantLock turn() {
        return turn;
    }

    /** What tells this node from others, once it has been started. */
    String id() throws IOException {
        return Files.readString(data.resolve("node-id")).strip();
    }

    /** Where it answers; empty unless it runs and has become ready. */
    OptionalInt port() {
        Life now = life;
        return now != null && now.process.isAlive() && now.port.isDone() && !now.port.isCompletedExceptionally()
                ? OptionalInt.of(now.port.join())
                : OptionalInt.empty();
    }

    boolean runs() {
        Life now = life;
        return now != null && now.process.isAlive();
    }

    private void start() {
        try {
            Files.createDirectories(data);
            Life born = new Life(children.start(setup.words(data), environment, data));
            life = born;
            Thread.ofVirtual().start(() -> follow(born));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it as a service manager would: again, if a start fails, as it does while the database is away.
     *
     * @return whether it became ready within {@link #START_LIMIT}
     */
    boolean startUntilReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            start();
            if (becomesReady(Duration.ofNanos(deadline - System.nanoTime()))) {
                return true;
            }
            if (!runs()) {
                Thread.sleep(PAUSE);
            }
        }
        return false;
    }

    private boolean becomesReady(Duration limit) throws InterruptedException {
        Life now = life;
        try {
            if (now != null) {
                now.port.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
            return now != null;
        } catch (TimeoutException | ExecutionException notReady) {
            return false;
        }
    }

    private void follow(Life of) {
        try (BufferedReader output = of.process.inputReader();
                PrintStream log = new PrintStream(
                        Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        true,
                        StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.println(line);
                Matcher address = ADDRESS.matcher(line);
                if (address.find()) {
                    of.port.complete(Integer.parseInt(address.group(1)));
                }
            }
        } catch (IOException e) {
            // Its end ends its output.
        }
        int exit = of.process.onExit().join().exitValue();
        boolean wasReady = of.port.isDone();
        of.port.completeExceptionally(new IOException("it ended"));
        if (!of.meantToEnd && wasReady) {
            surprises.accept("node " + number + " ended by itself with " + exit + "; its log is " + log());
        }
    }

    Path log() {
        return data.resolve("node.log");
    }

    void kill() throws InterruptedException {
        Life now = life;
        if (now != null) {
            now.meantToEnd = true;
            now.process.destroyForcibly().waitFor();
        }
    }

    /** SIGTERM; tells what is wrong with how it ended. */
    @Nullable
    String stop() throws InterruptedException {
        Life now = life;
        if (now == null || !now.process.isAlive()) {
            return null;
        }
        now.meantToEnd = true;
        ChildProcesses.signal("TERM", now.process);
        if (!ChildProcesses.ends(now.process, STOP_LIMIT)) {
            kill();
            return "node " + number + " did not stop within " + STOP_LIMIT.toSeconds() + " s";
        }
        int exit = now.process.exitValue();
        return exit == 0 ? null : "node " + number + " was stopped in order and ended with " + exit;
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        Life now = life;
        if (now != null && now.process.isAlive()) {
            ChildProcesses.signal(name, now.process);
        }
    }

    @Override
    public void close() throws IOException {
        Life now = life;
        if (now != null) {
            now.meantToEnd = true;
            now.process.destroyForcibly().onExit().join();
        }
        proxy.close();
    }
}
