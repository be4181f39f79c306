package dev.runledger.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns schemas that tolerate members they do not name, as clients must, into ones that do not. */
final class Strictness {

    private Strictness() {}

    static JsonNode of(JsonNode description) {
        JsonNode copy = description.deepCopy();
        tighten(copy);
        return copy;
    }

    private static void tighten(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("type").asText().equals("object")
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(Strictness::tighten);
    }
}
