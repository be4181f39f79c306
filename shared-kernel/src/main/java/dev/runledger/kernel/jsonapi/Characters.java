package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds text that neither storage nor UTF-8 can hold: U+0000 and halves of surrogate pairs (API.md §1.3). */
final class Characters {

    private static final String CODE = "invalid_characters";

    private final Problems problems = new Problems();

    private Characters() {}

    static void check(JsonNode body) {
        Characters characters = new Characters();
        characters.walk(body, Pointer.ROOT);
        characters.problems.refuseIfAny();
    }

    private void walk(JsonNode node, String pointer) {
        if (node.isTextual() && !storable(node.textValue())) {
            problems.add(ErrorObject.at(pointer, CODE, "The text holds U+0000 or half of a surrogate pair."));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), Pointer.of(pointer, i));
            }
        } else {
            node.properties().forEach(member -> member(member.getKey(), member.getValue(), pointer));
        }
    }

    /** A bad name cannot be written into a pointer, so its object is named instead. */
    private void member(String name, JsonNode value, String parent) {
        if (storable(name)) {
            walk(value, Pointer.of(parent, name));
        } else {
            problems.add(ErrorObject.at(parent, CODE, "A member's name holds U+0000 or half of a surrogate pair."));
        }
    }

    private static boolean storable(String text) {
        return text.codePoints().allMatch(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE));
    }
}
