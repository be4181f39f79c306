package dev.runledger.query.batch;

import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.run.RunEvent;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;

/** Axon's own event store, in memory, and events appended to it. */
public final class Streams {

    private final EventStore store = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    private final Map<String, Long> lengths = new HashMap<>();

    public EventStore store() {
        return store;
    }

    public void append(RunEvent event) {
        append(event.run().stream(), event);
    }

    public void append(JobEvent event) {
        append(event.job().stream(), event);
    }

    public void append(RetryPolicyEvent event) {
        append(event.key().stream(), event);
    }

    private void append(String stream, Object event) {
        long sequence = lengths.merge(stream, 1L, Long::sum) - 1;
        store.publish(new GenericDomainEventMessage<>("stream", stream, sequence, event));
    }
}
