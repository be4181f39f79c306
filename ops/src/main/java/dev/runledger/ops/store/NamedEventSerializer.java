package dev.runledger.ops.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Events on disk: JSON under the name and revision of their {@link EventType}, never under a Java name. Knows every record
 * that the sealed interfaces it is given permit, and nothing else. Safe for all threads.
 */
public final class NamedEventSerializer {

    private final Map<Class<?>, Kind> byType = new HashMap<>();
    private final Map<String, Kind> byName = new TreeMap<>();
    private final Upcasters upcasters;

    /** One type of event. */
    record Kind(Class<?> type, String name, int revision, ObjectWriter writer, ObjectReader reader) {

        static Kind of(Class<?> type, EventType named) {
            return new Kind(
                    type, named.name(), named.revision(), Json.STORED.writerFor(type), Json.STORED.readerFor(type));
        }

        void write(Object event, OutputStream out) throws IOException {
            writer.writeValue(out, event);
        }
    }

    /**
     * @param vocabularies sealed interfaces whose records are the events
     * @throws IllegalArgumentException if a record has no {@link EventType}, two share a name, or an old revision cannot
     *     be read any more
     */
    public NamedEventSerializer(Upcasters upcasters, Collection<Class<?>> vocabularies) {
        this.upcasters = upcasters;
        vocabularies.stream().flatMap(NamedEventSerializer::records).distinct().forEach(this::learn);
    }

    /** Every name that can be written. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** The revision in which events of this name are written. */
    int revision(String name) {
        return kindOf(name, 1).revision();
    }

    /** @throws IllegalArgumentException if the vocabularies do not hold such an event */
    Kind kindOf(Object event) {
        Kind kind = byType.get(event.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(event.getClass().getName() + " is in no vocabulary of this event store");
        }
        return kind;
    }

    /** @throws UnknownEventException if this version cannot read it */
    Kind kindOf(String name, int revision) {
        Kind kind = byName.get(name);
        if (kind == null || revision > kind.revision()) {
            throw new UnknownEventException(name, revision);
        }
        return kind;
    }

    byte[] write(Object event) {
        try {
            return kindOf(event).writer().writeValueAsBytes(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Object read(String name, int revision, byte[] json) {
        Kind kind = kindOf(name, revision);
        try {
            if (revision == kind.revision()) {
                return kind.reader().readValue(json);
            }
            JsonNode old = Json.STORED.readTree(json);
            return kind.reader().readValue(upcasters.upcast(name, revision, kind.revision(), old));
        } catch (IOException e) {
            throw new UncheckedIOException("event " + name + " of revision " + revision + " cannot be read", e);
        }
    }

    private void learn(Class<?> type) {
        EventType named = type.getAnnotation(EventType.class);
        if (named == null) {
            throw new IllegalArgumentException(type.getName() + " has no @EventType");
        }
        Kind other = byName.putIfAbsent(named.name(), Kind.of(type, named));
        if (other != null) {
            throw new IllegalArgumentException(
                    type.getName() + " and " + other.type().getName() + " are both named " + named.name());
        }
        upcasters.requireWay(named.name(), named.revision());
        byType.put(type, kindOf(named.name(), named.revision()));
    }

    private static Stream<Class<?>> records(Class<?> type) {
        if (type.isRecord()) {
            return Stream.of(type);
        }
        if (!type.isSealed()) {
            throw new IllegalArgumentException(type.getName() + " is neither sealed nor a record");
        }
        return List.of(type.getPermittedSubclasses()).stream().flatMap(NamedEventSerializer::records);
    }
}
