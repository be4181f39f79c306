package dev.runledger.query.job;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** One job as its stream tells it now. Every event tells the whole job, so a store may read the last one alone. */
@Component
public class JobHistory {

    private final EventStore events;

    public JobHistory(EventStore events) {
        this.events = events;
    }

    /** Never behind what was committed, unlike the list; a deleted job is found with its {@code deletedAt}. */
    public Optional<JobView> find(JobKey job) {
        DomainEventStream stream = events.readEvents(job.stream());
        Optional<JobView> view = Optional.empty();
        while (stream.hasNext()) {
            view = Optional.of(JobView.after((JobEvent) stream.next().getPayload()));
        }
        return view;
    }
}
