package dev.runledger.ops.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts the processes of a storm, each in a session of its own so that Ctrl-C reaches the harness alone, and lets none outlive
 * it: {@link #close} kills what is left, and where the system can, the kernel does if the harness is killed itself.
 */
final class ChildProcesses implements AutoCloseable {

    private static final List<String> SESSION = List.of("setsid");
    private static final List<String> TIED_SESSION = List.of("setsid", "setpriv", "--pdeathsig", "KILL");

    /** Children are tied to the thread that started them, so that is one that lives as long as the harness. */
    private final ExecutorService spawner = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("spawner").factory());

    private final Set<Process> living = ConcurrentHashMap.newKeySet();
    private final List<String> prefix;

    ChildProcesses() {
        prefix = works(TIED_SESSION) ? TIED_SESSION : SESSION;
    }

    /** Standard output and errors are one stream, to be read by the caller. */
    Process start(List<String> words, Map<String, String> environment, Path directory) throws IOException {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("RUNLEDGER_") || name.startsWith("PG") || name.endsWith("_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = CompletableFuture.supplyAsync(() -> spawn(builder), spawner)
                .join()
                .orElseThrow(() -> new IOException("cannot start " + words.getFirst()));
        living.add(process);
        living.removeIf(one -> !one.isAlive());
        return process;
    }

    private static Optional<Process> spawn(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return Optional.of(process);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static void signal(String name, Process process) {
        run(List.of("kill", "-" + name, "--", Long.toString(process.pid())));
    }

    private static boolean works(List<String> prefix) {
        List<String> words = new ArrayList<>(prefix);
        words.add("true");
        return run(words);
    }

    private static boolean run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whatever runs below a process goes with it. */
    static void killTree(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    static boolean ends(Process process, Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        living.forEach(ChildProcesses::killTree);
        living.forEach(process -> process.onExit().join());
        spawner.shutdown();
    }
}
