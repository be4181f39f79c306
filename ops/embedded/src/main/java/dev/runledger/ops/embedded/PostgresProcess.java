package dev.runledger.ops.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One life of PostgreSQL, from its start to its end. */
final class PostgresProcess {

    /** Processes that outlive the postmaster may hold its output open; the reader is not waited for longer. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Process process;
    private final ServerLog log;
    private final Thread reader;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private PostgresProcess(Process process, ServerLog log) {
        this.process = process;
        this.log = log;
        this.reader = log.follow(process.getInputStream(), line -> {
            if (Diagnosis.ready(line)) {
                ready.complete(null);
            }
        });
    }

    /** Must be called on a thread that lives as long as the process: the kernel ties {@code --pdeathsig} to it. */
    static PostgresProcess spawn(DataDirectory directory, List<String> words) throws IOException {
        Process process = Command.prepared(directory.root(), words).start();
        process.getOutputStream().close();
        return new PostgresProcess(process, new ServerLog(directory.log()));
    }

    CompletableFuture<Void> ready() {
        return ready;
    }

    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String lastLine() {
        return log.lastLine();
    }

    /** The end of the log, complete once the process has ended. */
    String lastWords() {
        awaitLastWords();
        return log.tail();
    }

    private void awaitLastWords() {
        try {
            if (!process.isAlive()) {
                reader.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it ended, for a sentence: an exit code above 128 names a signal. */
    String manner() {
        int code = process.exitValue();
        return code > 128 ? "killed by signal " + (code - 128) : "exit code " + code;
    }

    /** Afterwards it has ended and its log is written. */
    void stop(Duration limit) {
        if (process.isAlive()) {
            PostgresStop.end(process.toHandle(), process::isAlive, limit);
        }
        awaitLastWords();
    }
}
