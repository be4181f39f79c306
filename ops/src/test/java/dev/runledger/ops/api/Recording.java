package dev.runledger.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * An installation that an earlier version left, and what that version said of it, as {@code src/test/recording/Record.java} makes
 * it. What is once here never changes.
 */
record Recording(Path directory) {

    private static final Path ALL = Path.of("src", "test", "resources", "recorded");

    /** What the node's data directory held besides the database. */
    private static final List<String> FILES = List.of("node-id", "master-keys", "bootstrap-api-key");

    static Stream<Recording> all() throws IOException {
        try (Stream<Path> directories = Files.list(ALL)) {
            return directories.sorted().map(Recording::new).toList().stream();
        }
    }

    void restore(TestDatabase database, Path data) throws IOException, SQLException {
        for (String file : FILES) {
            Files.copy(directory.resolve(file), data.resolve(file));
        }
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text("database.sql"));
        }
    }

    /** The owner's key. */
    String owner() {
        return text("bootstrap-api-key").strip();
    }

    /** Other keys: {@code scoped} to the environment {@code qa}, and {@code revoked}. */
    String key(String name) {
        return json("keys.json").path(name).textValue();
    }

    /** What was answered, by method and target. */
    JsonNode answers() {
        return json("answers.json");
    }

    private JsonNode json(String file) {
        try {
            return Json.WIRE.readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
