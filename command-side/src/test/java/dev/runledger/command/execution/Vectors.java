package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads the shared vector files; {@code \t}, {@code \r}, {@code \n} and {@code \\uXXXX} in them stand for characters. */
public final class Vectors {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(t|r|n|u([0-9a-f]{4}))");

    private Vectors() {}

    /** The rows below the heading, each split into its columns. */
    public static List<List<String>> rows(String file) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String decoded(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> switch (escape.group(1).charAt(0)) {
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'n' -> "\n";
            default -> Character.toString(Integer.parseInt(escape.group(2), 16));
        });
    }
}
