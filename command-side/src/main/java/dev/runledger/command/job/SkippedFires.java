package dev.runledger.command.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.createNew;

import dev.runledger.command.CachedAggregate;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The record of instants that a job-environment did not run for. Each gap has a stream of its own, named by its first instant,
 * so that it can be recorded once only and triggers nothing else.
 */
@Aggregate(cache = "aggregateCache")
final class SkippedFires implements CachedAggregate {

    private @Nullable FiresSkipped gap;

    SkippedFires() {}

    private SkippedFires(FiresSkipped event) {
        apply(event);
    }

    /** Records a gap within the unit of work of the job that decided so. */
    static void record(FiresSkipped event) throws Exception {
        createNew(SkippedFires.class, () -> new SkippedFires(event));
    }

    @Override
    public int bytes() {
        return NOT_WORTH_KEEPING;
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return gap == null ? null : gap.stream();
    }

    @EventSourcingHandler
    void on(FiresSkipped event) {
        gap = event;
    }
}
