package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object strictly and notes what is wrong with them. A member that is absent, null or wrong
 * reads as empty; ask {@link #require} for those that must be there, and the {@link Problems} before using what was read.
 */
public final class Fields {

    private final ObjectNode object;
    private final String pointer;
    private final Problems problems;

    private Fields(ObjectNode object, String pointer, Problems problems) {
        this.object = object;
        this.pointer = pointer;
        this.problems = problems;
    }

    /** The members of a whole body. */
    public static Fields of(ObjectNode body, Problems problems) {
        return new Fields(body, Pointer.ROOT, problems);
    }

    /** All members' names, in the order in which they were written. */
    public List<String> names() {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return present(name) != null;
    }

    public void require(String name) {
        if (!has(name)) {
            problem(name, "required", "\"" + name + "\" is required.");
        }
    }

    public Optional<Fields> object(String name) {
        JsonNode value = present(name);
        if (value == null || value instanceof ObjectNode) {
            return Optional.ofNullable((ObjectNode) value)
                    .map(child -> new Fields(child, Pointer.of(pointer, name), problems));
        }
        return wrongType(name, "an object");
    }

    public Optional<String> text(String name) {
        JsonNode value = present(name);
        return value == null || value.isTextual()
                ? Optional.ofNullable(value).map(JsonNode::textValue)
                : wrongType(name, "a string");
    }

    /** Text whose length, counted in code points, is within bounds. */
    public Optional<String> text(String name, int min, int max) {
        return text(name).filter(text -> {
            int length = text.codePointCount(0, text.length());
            return accept(
                    length >= min && length <= max,
                    name,
                    "length_out_of_range",
                    "must have " + min + " to " + max + " characters, not " + length + ".");
        });
    }

    public Optional<String> oneOf(String name, Collection<String> allowed) {
        return text(name)
                .filter(text -> accept(
                        allowed.contains(text),
                        name,
                        "invalid_value",
                        "must be " + String.join(" or ", allowed) + "."));
    }

    /**
     * A list of strings, in the order in which they were written. What is wrong with one is noted at its place in the list.
     *
     * @param well what each has to satisfy
     * @param must ends the sentence about one that does not, which is noted with the code
     */
    public Optional<List<String>> texts(String name, Predicate<String> well, String code, String must) {
        JsonNode value = present(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isArray()) {
            return wrongType(name, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode element = value.get(i);
            if (!element.isTextual()) {
                elementProblem(name, i, "invalid_type", "must be a string.");
            } else if (well.test(element.textValue())) {
                texts.add(element.textValue());
            } else {
                elementProblem(name, i, code, must);
            }
        }
        return Optional.of(texts);
    }

    private void elementProblem(String name, int index, String code, String must) {
        String element = Pointer.of(Pointer.of(pointer, name), index);
        problems.add(ErrorObject.at(element, code, "\"" + name + "\" at " + index + " " + must));
    }

    /** Whether there is a list that holds nothing. */
    public boolean hasEmptyList(String name) {
        JsonNode value = present(name);
        return value != null && value.isArray() && value.isEmpty();
    }

    /** A JSON integer; {@code 30.0} and {@code "30"} are none. */
    public Optional<Integer> integer(String name, int min, int max) {
        JsonNode value = present(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()) {
            return wrongType(name, "an integer");
        }
        boolean within = value.canConvertToInt() && value.intValue() >= min && value.intValue() <= max;
        accept(within, name, "number_out_of_range", "must be from " + min + " to " + max + ".");
        return within ? Optional.of(value.intValue()) : Optional.empty();
    }

    public Optional<Boolean> flag(String name) {
        JsonNode value = present(name);
        return value == null || value.isBoolean()
                ? Optional.ofNullable(value).map(JsonNode::booleanValue)
                : wrongType(name, "true or false");
    }

    /** Notes each member that is not among the known ones. */
    public void closed(Collection<String> known, String code) {
        names().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problem(
                        name, code, "\"" + name + "\" is not known here; known are " + String.join(", ", known) + "."));
    }

    /** Notes a problem unless all is well. */
    public boolean accept(boolean well, String name, String code, String must) {
        if (!well) {
            problem(name, code, "\"" + name + "\" " + must);
        }
        return well;
    }

    public void problem(String name, String code, String detail) {
        problems.add(ErrorObject.at(Pointer.of(pointer, name), code, detail));
    }

    /** Notes that the member is of the wrong type, and reads it as empty. */
    public <T> Optional<T> wrongType(String name, String needed) {
        problem(name, "invalid_type", "\"" + name + "\" must be " + needed + ".");
        return Optional.empty();
    }

    private @Nullable JsonNode present(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
