package dev.runledger.ops.store;

import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.store.NamedEventSerializer.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLState;

/**
 * The rows of one append in PostgreSQL's binary COPY format. They are written before their positions are known, so that the
 * head's row is not locked while JSON is made; {@link #number} then fills the positions in.
 */
final class EventCopy {

    private static final String COPY = "COPY ledger.event"
            + " (position, stream, sequence, name, revision, recorded_at, payload, metadata) FROM STDIN (FORMAT binary)";
    private static final int COLUMNS = 8;
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    /** A guess that most events keep, in bytes. */
    private static final int USUAL_ROW = 512;

    private final CopyBuffer buffer;
    private final int[] positions;

    private EventCopy(int events) {
        buffer = new CopyBuffer(64 + events * USUAL_ROW);
        positions = new int[events];
    }

    /** @throws IllegalArgumentException if the serializer does not know one of the events */
    static EventCopy of(List<? extends DomainEventMessage<?>> events, NamedEventSerializer serializer, EventSeal seal) {
        EventCopy copy = new EventCopy(events.size());
        copy.begin();
        try {
            for (int i = 0; i < events.size(); i++) {
                copy.add(i, events.get(i), serializer, seal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event cannot be written as JSON; nothing is appended", e);
        }
        copy.buffer.putShort(-1);
        return copy;
    }

    /** The size of all rows in bytes. */
    int size() {
        return buffer.size();
    }

    void number(long first) {
        for (int i = 0; i < positions.length; i++) {
            buffer.setLong(positions[i], first + i);
        }
    }

    /** Whoever did not answer this would not answer a rollback either: the second wait is spared. */
    void send(Connection connection) throws SQLException {
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            copy.writeToCopy(buffer.array(), 0, buffer.size());
            copy.endCopy();
        } catch (SQLException e) {
            if (PSQLState.isConnectionError(e.getSQLState())) {
                connection.abort(Runnable::run);
            }
            throw e;
        }
    }

    private void begin() {
        buffer.write(SIGNATURE, 0, SIGNATURE.length);
        buffer.putInt(0);
        buffer.putInt(0);
    }

    private void add(int index, DomainEventMessage<?> event, NamedEventSerializer serializer, EventSeal seal)
            throws IOException {
        Kind kind = serializer.kindOf(event.getPayload());
        buffer.putShort(COLUMNS);
        buffer.putInt(Long.BYTES);
        positions[index] = buffer.size();
        buffer.putLong(0);
        buffer.putField(utf8(event.getAggregateIdentifier()));
        buffer.putInt(Integer.BYTES);
        buffer.putInt(Math.toIntExact(event.getSequenceNumber()));
        buffer.putField(utf8(kind.name()));
        buffer.putInt(Short.BYTES);
        buffer.putShort(kind.revision());
        buffer.putInt(Long.BYTES);
        buffer.putLong(event.getTimestamp().toEpochMilli());
        addPayload(kind, event, seal);
        buffer.putField(metadata(event.getMetaData()));
    }

    private void addPayload(Kind kind, DomainEventMessage<?> event, EventSeal seal) throws IOException {
        String stream = event.getAggregateIdentifier();
        if (seal.covers(stream)) {
            buffer.putField(seal.seal(stream, kind.writer().writeValueAsBytes(event.getPayload())));
            return;
        }
        int length = buffer.size();
        buffer.putInt(0);
        kind.write(event.getPayload(), buffer);
        buffer.setInt(length, buffer.size() - length - Integer.BYTES);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] metadata(MetaData metadata) throws IOException {
        return metadata.isEmpty() ? null : Json.STORED.writeValueAsBytes(metadata);
    }
}
