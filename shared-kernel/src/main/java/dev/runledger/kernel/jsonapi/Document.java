package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer holds: {@code data} is a {@link Resource} or a list of them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Document(
        Object data,
        @Nullable Map<String, Object> meta,

        @JsonInclude(value = JsonInclude.Include.NON_NULL, content = JsonInclude.Include.ALWAYS) @Nullable
        Map<String, @Nullable String> links) {

    public static Document of(Resource resource) {
        return new Document(resource, null, null);
    }

    /** A list with page numbers; {@code total} is null unless it was asked for with {@code meta[total]} (API.md §1.4). */
    public static Document numbered(List<Resource> resources, int page, int size, @Nullable Long total) {
        Map<String, Object> pagination = total == null
                ? Map.of("page", page, "size", size)
                : Map.of("page", page, "size", size, "total", total, "total_pages", (total + size - 1) / size);
        return new Document(resources, Map.of("pagination", pagination), null);
    }
}
