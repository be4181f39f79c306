package dev.runledger.ops.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/** The events that the current unit of work and those around it have published and not yet appended, by stream. */
final class StagedEvents {

    private final Map<String, List<DomainEventMessage<?>>> byStream = new HashMap<>();

    private StagedEvents() {}

    static Stream<DomainEventMessage<?>> of(String stream) {
        return CurrentUnitOfWork.isStarted()
                ? new ArrayList<>(in(CurrentUnitOfWork.get()).byStream.getOrDefault(stream, List.of())).stream()
                : Stream.empty();
    }

    /** Those of a unit that rolls back go with it. */
    static void add(List<? extends EventMessage<?>> events) {
        if (!CurrentUnitOfWork.isStarted()) {
            return;
        }
        UnitOfWork<?> unit = CurrentUnitOfWork.get();
        StagedEvents staged = in(unit);
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> staging) {
                List<DomainEventMessage<?>> stream =
                        staged.byStream.computeIfAbsent(staging.getAggregateIdentifier(), s -> new ArrayList<>());
                stream.add(staging);
                unit.onRollback(u -> stream.remove(staging));
            }
        }
    }

    private static StagedEvents in(UnitOfWork<?> unit) {
        return unit.root().getOrComputeResource(StagedEvents.class.getName(), key -> new StagedEvents());
    }
}
