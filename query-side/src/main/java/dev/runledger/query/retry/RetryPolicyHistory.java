package dev.runledger.query.retry;

import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** One retry policy as its stream tells it now. Every event tells all of it, so a store may read the last one alone. */
@Component
class RetryPolicyHistory {

    private final EventStore events;

    RetryPolicyHistory(EventStore events) {
        this.events = events;
    }

    /** Never behind what was committed, unlike the list; a deleted policy is found with its {@code deletedAt}. */
    Optional<RetryPolicyView> find(RetryPolicyKey policy) {
        DomainEventStream stream = events.readEvents(policy.stream());
        Optional<RetryPolicyView> view = Optional.empty();
        while (stream.hasNext()) {
            view = Optional.of(
                    RetryPolicyView.after((RetryPolicyEvent) stream.next().getPayload()));
        }
        return view;
    }
}
