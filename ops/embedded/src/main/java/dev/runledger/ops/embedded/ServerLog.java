package dev.runledger.ops.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says in one life: kept in a file that is set aside when it has grown, its last lines kept in memory for
 * failure messages. The reading never stops before the output does, or PostgreSQL would block on a full pipe.
 */
final class ServerLog {

    /** At most two files of this size, in bytes. */
    static final long LIMIT = 4L * 1024 * 1024;

    private static final int TAIL_LINES = 15;

    private final Path file;
    private final Deque<String> tail = new ArrayDeque<>();

    ServerLog(Path file) {
        this.file = file;
    }

    /** Reads until the output ends, on a thread of its own. */
    Thread follow(InputStream output, Consumer<String> eachLine) {
        return Thread.ofPlatform().daemon().name("postgres-log").start(() -> read(output, eachLine));
    }

    synchronized String tail() {
        return String.join("\n", tail);
    }

    synchronized String lastLine() {
        return tail.isEmpty() ? "" : tail.getLast();
    }

    private void read(InputStream output, Consumer<String> eachLine) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                remember(line);
                keep(line);
                eachLine.accept(line);
            }
        } catch (IOException e) {
            remember("(the rest of the log was lost: " + Failures.reason(e) + ")");
        }
    }

    private synchronized void remember(String line) {
        tail.addLast(line);
        if (tail.size() > TAIL_LINES) {
            tail.removeFirst();
        }
    }

    /** A full disk costs lines of the log, not the database. */
    private void keep(String line) {
        try {
            if (Files.exists(file) && Files.size(file) > LIMIT) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            remember("(not written to " + file + ": " + Failures.reason(e) + ")");
        }
    }
}
