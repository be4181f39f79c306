package dev.runledger.query.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.jsonapi.Json;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Values kept as JSON in a column. The column is plain text and not {@code jsonb}: a body may hold U+0000, which JSON
 * escapes and {@code jsonb} refuses.
 */
public final class StoredJson {

    private StoredJson() {}

    public static @Nullable String write(@Nullable Object value) {
        try {
            return value == null ? null : Json.STORED.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        try {
            return json == null ? null : Json.STORED.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text for a column: PostgreSQL knows every character but U+0000, which is shown as the replacement character. */
    public static @Nullable String text(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}
