package dev.runledger.command.run;

import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.Message;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.RepositoryProvider;
import org.jspecify.annotations.Nullable;

/** The streams of runs that an aggregate under test begins: its fixture records no stream but its own. */
public final class RunStreams implements RepositoryProvider {

    private static final @Nullable TrackingToken BEGINNING = null;

    private final InMemoryEventStorageEngine engine = new InMemoryEventStorageEngine();
    private final EventStore events =
            EmbeddedEventStore.builder().storageEngine(engine).build();

    /** What happened in all of them, in its order. */
    public List<Object> all() {
        try (Stream<? extends TrackedEventMessage<?>> stream = engine.readEvents(BEGINNING, false)) {
            return stream.<Object>map(Message::getPayload).toList();
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the provider is asked for runs alone
    public <T> Repository<T> repositoryFor(Class<T> aggregateType) {
        return (Repository<T>) EventSourcingRepository.builder(RunAggregate.class)
                .eventStore(events)
                .build();
    }
}
