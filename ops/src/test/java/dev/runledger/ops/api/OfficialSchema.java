package dev.runledger.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What OpenAPI 3.1 itself says of a description, its schemas included. Read from a jar, never from the net. */
final class OfficialSchema {

    private static final String ROOT = "spec.openapis.org/oas/3.1/";
    private static final String DESCRIPTION = "schema-base/2022-10-07";

    private OfficialSchema() {}

    static List<String> faults(JsonNode document) {
        return registry()
                .getSchema(SchemaLocation.of("https://" + ROOT + DESCRIPTION))
                .validate(document.toString(), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static SchemaRegistry registry() {
        Map<String, String> texts = new HashMap<>();
        for (String name : List.of(DESCRIPTION, "schema/2022-10-07", "dialect/base", "meta/base")) {
            texts.put("https://" + ROOT + name, text(ROOT + name));
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
    }

    private static String text(String resource) {
        try (InputStream file = OfficialSchema.class.getResourceAsStream("/" + resource)) {
            return new String(Objects.requireNonNull(file, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
