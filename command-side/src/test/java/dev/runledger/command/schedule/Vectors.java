package dev.runledger.command.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The agreed examples of expressions and their next three fires. */
final class Vectors {

    /** @param expected three instants, or INVALID, or NEVER */
    record Vector(String expression, String timezone, String after, String expected, String note) {}

    private Vectors() {}

    static List<Vector> all() {
        try (InputStream file = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/cron.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(Vectors::vector)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector vector(String line) {
        String[] cells = line.split("\t", -1);
        return new Vector(cells[0].replace("\\u00a0", "\u00a0"), cells[1], cells[2], cells[3], cells[4]);
    }
}
