package dev.runledger.ops.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * What the current unit of work, or one around it, has read of streams before their turn, so that a batch of commands needs one
 * round trip for all of them. Gone when that unit ends.
 */
final class ReadAhead {

    private final Map<String, DomainEventMessage<?>> last = new HashMap<>();

    private ReadAhead() {}

    /** Keeps the last events of streams of which those tell all. */
    static void keep(List<DomainEventMessage<?>> events) {
        UnitOfWork<?> root = CurrentUnitOfWork.get().root();
        ReadAhead kept = root.getOrComputeResource(ReadAhead.class.getName(), name -> new ReadAhead());
        events.forEach(event -> kept.last.put(event.getAggregateIdentifier(), event));
    }

    /** The stream's last event; null if it was not read ahead. */
    static @Nullable DomainEventMessage<?> of(String stream) {
        if (!CurrentUnitOfWork.isStarted()) {
            return null;
        }
        ReadAhead kept = CurrentUnitOfWork.get().root().getResource(ReadAhead.class.getName());
        return kept == null ? null : kept.last.get(stream);
    }
}
