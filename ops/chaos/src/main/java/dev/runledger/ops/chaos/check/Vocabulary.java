package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.job.FireEvent;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the events that the checks understand; whatever else is stored is kept by its name. */
final class Vocabulary {

    /** An event that no check is about. */
    record Other(String name) {}

    private final Map<String, Class<?>> types = new HashMap<>();

    Vocabulary() {
        for (Class<?> vocabulary : List.of(RunEvent.class, JobEvent.class, FireEvent.class)) {
            records(vocabulary).distinct().forEach(this::learn);
        }
    }

    Object read(String name, byte[] payload) {
        Class<?> type = types.get(name);
        try {
            return type == null ? new Other(name) : Json.STORED.readValue(payload, type);
        } catch (IOException e) {
            throw new UncheckedIOException("an event " + name + " cannot be read", e);
        }
    }

    private void learn(Class<?> type) {
        EventType named = type.getAnnotation(EventType.class);
        if (named == null) {
            throw new IllegalStateException(type + " has no name");
        }
        types.put(named.name(), type);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(Vocabulary::records)
                : Stream.of(type);
    }
}
