package dev.runledger.query.job;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** One job as its stream tells it now. Every event tells the whole job, so a store may read the last one alone. */
@Component
public class JobHistory {

    private final EventStore events;
    private final NextFireLookup fires;

    public JobHistory(EventStore events, NextFireLookup fires) {
        this.events = events;
        this.fires = fires;
    }

    /**
     * Never behind what was committed, unlike the list; a deleted job is found with its {@code deletedAt}. What has fired or
     * begun since the job's last edit counts.
     */
    public Optional<JobView> find(JobKey job) {
        DomainEventStream stream = events.readEvents(job.stream());
        Optional<JobView> view = Optional.empty();
        while (stream.hasNext()) {
            view = Optional.of(JobView.after((JobEvent) stream.next().getPayload()));
        }
        return view.map(found -> found.live() ? current(found) : found);
    }

    private JobView current(JobView job) {
        return switch (job.definition().kind()) {
            case MANUAL -> job;
            case RECURRING -> job.with(fires(job));
            case ONE_OFF -> unspent(job);
        };
    }

    private Map<String, NextRun> fires(JobView job) {
        Map<String, Instant> instants = fires.of(job.key());
        Map<String, NextRun> next = new LinkedHashMap<>();
        for (String environment : job.definition().enabledEnvironments()) {
            Instant at = instants.get(environment);
            if (at != null) {
                next.put(environment, new NextRun(at, null));
            }
        }
        return next;
    }

    /** Its job learns a moment later that a one-off's run has begun or is canceled; here it counts at once (API.md §4.4). */
    private JobView unspent(JobView job) {
        JobView current = job;
        for (Map.Entry<String, NextRun> entry : job.next().entrySet()) {
            NextRun next = entry.getValue();
            if (next.run() != null && hasLeftPending(new RunKey(job.key().account(), next.run()))) {
                current = current.spentIn(entry.getKey());
            }
        }
        return current;
    }

    /** A run has its first event as long as it waits, and others after that. */
    private boolean hasLeftPending(RunKey run) {
        DomainEventStream stream = events.readEvents(run.stream());
        if (stream.hasNext()) {
            stream.next();
        }
        return stream.hasNext();
    }
}
