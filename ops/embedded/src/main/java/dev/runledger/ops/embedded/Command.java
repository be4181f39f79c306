package dev.runledger.ops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short program run to its end. */
final class Command {

    /** More than this of a program's output tells nobody anything. */
    private static final int OUTPUT_LIMIT = 64 * 1024;

    private Command() {}

    /** How it ended; {@code exit} is -1 if the program could not be started or took too long. */
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }
    }

    static Result run(Duration limit, Path directory, List<String> words) {
        ProcessBuilder builder = prepared(directory, words);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            // The limit ends the process, which ends its output and so the reading below.
            process.onExit()
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> process.destroyForcibly());
            String output = read(process.getInputStream());
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(-1, Failures.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }

    /** A process with one merged output and without anything of our environment that would steer PostgreSQL. */
    static ProcessBuilder prepared(Path directory, List<String> words) {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }

    private static String read(InputStream output) throws IOException {
        try (output) {
            byte[] head = output.readNBytes(OUTPUT_LIMIT);
            output.transferTo(OutputStream.nullOutputStream());
            return new String(head, StandardCharsets.UTF_8).strip();
        }
    }
}
