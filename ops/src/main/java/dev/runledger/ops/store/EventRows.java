package dev.runledger.ops.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code ledger.event} as messages. A message's identifier is its stream and sequence, {@code
 * acme.1/job/nightly/7}: nothing else has to be kept to tell events apart.
 */
final class EventRows {

    static final String COLUMNS = "position, stream, sequence, name, revision, recorded_at, payload, metadata";

    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final NamedEventSerializer serializer;
    private final EventSeal seal;
    private final UnaryOperator<String> typeOf;

    /** @param typeOf the aggregate type that a stream belongs to */
    EventRows(NamedEventSerializer serializer, EventSeal seal, UnaryOperator<String> typeOf) {
        this.serializer = serializer;
        this.seal = seal;
        this.typeOf = typeOf;
    }

    DomainEventMessage<?> event(ResultSet row) throws SQLException {
        String stream = row.getString("stream");
        int sequence = row.getInt("sequence");
        Instant recordedAt = Instant.ofEpochMilli(row.getLong("recorded_at"));
        return new GenericDomainEventMessage<>(
                typeOf.apply(stream), stream, sequence, message(row, stream, identifier(stream, sequence)), recordedAt);
    }

    TrackedEventMessage<?> tracked(ResultSet row) throws SQLException {
        return tracked(row.getLong("position"), event(row));
    }

    /** An event that was just appended, as it will be read from now on. */
    static TrackedEventMessage<?> live(long position, DomainEventMessage<?> appended) {
        String stream = appended.getAggregateIdentifier();
        long sequence = appended.getSequenceNumber();
        return tracked(
                position,
                new GenericDomainEventMessage<>(
                        appended.getType(),
                        stream,
                        sequence,
                        new GenericMessage<>(
                                identifier(stream, sequence), appended.getPayload(), appended.getMetaData()),
                        Instant.ofEpochMilli(appended.getTimestamp().toEpochMilli())));
    }

    private static <T> TrackedEventMessage<T> tracked(long position, DomainEventMessage<T> event) {
        return new GenericTrackedDomainEventMessage<>(new GlobalSequenceTrackingToken(position), event);
    }

    private Message<?> message(ResultSet row, String stream, String identifier) throws SQLException {
        String name = row.getString("name");
        int revision = row.getInt("revision");
        byte[] payload = row.getBytes("payload");
        byte[] metadata = row.getBytes("metadata");
        return new StoredMessage<>(
                identifier,
                serializer.kindOf(name, revision).type(),
                new Late<>(() -> serializer.read(name, revision, seal.open(stream, payload))),
                new Late<>(() -> metadata(metadata)));
    }

    private static MetaData metadata(byte @Nullable [] json) {
        if (json == null) {
            return MetaData.emptyInstance();
        }
        try {
            return MetaData.from(Json.STORED.readValue(json, METADATA));
        } catch (IOException e) {
            throw new UncheckedIOException("an event's metadata cannot be read", e);
        }
    }

    private static String identifier(String stream, long sequence) {
        return stream + '/' + sequence;
    }
}
