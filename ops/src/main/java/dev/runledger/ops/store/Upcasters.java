package dev.runledger.ops.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How an event of an old revision becomes one of the next: applied to its JSON whenever it is read. */
public final class Upcasters {

    /** For a vocabulary whose events are all in their first revision. */
    public static final Upcasters NONE = new Upcasters(Map.of());

    private final Map<From, UnaryOperator<JsonNode>> steps;

    /** What a step starts from; it leads to the revision after it. */
    public record From(String name, int revision) {}

    public Upcasters(Map<From, UnaryOperator<JsonNode>> steps) {
        this.steps = Map.copyOf(steps);
    }

    /** @throws IllegalArgumentException if some revision before {@code current} has no step */
    void requireWay(String name, int current) {
        for (int revision = 1; revision < current; revision++) {
            if (!steps.containsKey(new From(name, revision))) {
                throw new IllegalArgumentException("event " + name + " is in revision " + current
                        + ", but nothing leads on from its revision " + revision);
            }
        }
    }

    JsonNode upcast(String name, int revision, int current, JsonNode json) {
        JsonNode upcast = json;
        for (int from = revision; from < current; from++) {
            UnaryOperator<JsonNode> step = steps.get(new From(name, from));
            if (step == null) {
                throw new UnknownEventException(name, from);
            }
            upcast = step.apply(upcast);
        }
        return upcast;
    }
}
