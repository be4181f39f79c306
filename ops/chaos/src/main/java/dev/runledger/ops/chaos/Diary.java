package dev.runledger.ops.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the harness did and met, line by line with seconds since its beginning: to be read when something was wrong. */
final class Diary implements AutoCloseable {

    private final long began = System.nanoTime();
    private final PrintStream lines;

    Diary(Path file) throws IOException {
        lines = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    }

    void note(String what) {
        lines.printf("%9.3f %s%n", (System.nanoTime() - began) / 1e9, what);
    }

    @Override
    public void close() {
        lines.close();
    }
}
