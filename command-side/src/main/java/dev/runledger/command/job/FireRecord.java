package dev.runledger.command.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.createNew;

import dev.runledger.command.CachedAggregate;
import dev.runledger.kernel.job.FireEvent;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The record of what happened to a job-environment's fires beside runs. Each event has a stream of its own, named by the instant that
 * it is about, so that it can be recorded once only and triggers nothing else.
 */
@Aggregate(cache = "aggregateCache")
final class FireRecord implements CachedAggregate {

    private @Nullable FireEvent event;

    FireRecord() {}

    private FireRecord(FireEvent event) {
        apply(event);
    }

    /** Records it within the unit of work of the job that decided so. */
    static void begin(FireEvent event) throws Exception {
        createNew(FireRecord.class, () -> new FireRecord(event));
    }

    @Override
    public int bytes() {
        return NOT_WORTH_KEEPING;
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return event == null ? null : event.stream();
    }

    @EventSourcingHandler
    void on(FireEvent recorded) {
        event = recorded;
    }
}
