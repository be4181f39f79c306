package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One resource: {@code type}, {@code id} and its attributes in the order in which they are shown. */
public record Resource(
        String id,
        String type,
        Map<String, @Nullable Object> attributes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, @Nullable String> links) {

    public Resource(String id, String type, Map<String, @Nullable Object> attributes) {
        this(id, type, attributes, null);
    }

    /** For logs and messages: no attribute, since a job's hold the secrets of its calls. */
    @Override
    public String toString() {
        return "Resource[" + type + " " + id + "]";
    }
}
