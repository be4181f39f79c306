package dev.runledger.ops.store;

import org.axonframework.messaging.AbstractMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;

/** A message as it came from disk: most readers pass over most messages, so its JSON is parsed only when asked for. */
final class StoredMessage<T> extends AbstractMessage<T> {

    private final Class<T> type;
    private final transient Late<Object> payload;
    private final transient Late<MetaData> metadata;

    StoredMessage(String identifier, Class<T> type, Late<Object> payload, Late<MetaData> metadata) {
        super(identifier);
        this.type = type;
        this.payload = payload;
        this.metadata = metadata;
    }

    @Override
    public T getPayload() {
        return type.cast(payload.get());
    }

    @Override
    public Class<T> getPayloadType() {
        return type;
    }

    @Override
    public MetaData getMetaData() {
        return metadata.get();
    }

    @Override
    protected Message<T> withMetaData(MetaData other) {
        return new StoredMessage<>(getIdentifier(), type, payload, new Late<>(() -> other));
    }
}
