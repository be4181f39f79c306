package dev.runledger.query.run;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One run as its stream tells it now. It has two to four events, so folding them costs no more than reading a row. */
@Component
public class RunHistory {

    private final EventStore events;

    public RunHistory(EventStore events) {
        this.events = events;
    }

    /** Never behind what was committed, unlike the list; empty if there is no such run. */
    public Optional<RunView> find(RunKey run) {
        DomainEventStream stream = events.readEvents(run.stream());
        RunView view = null;
        while (stream.hasNext()) {
            view = after(view, (RunEvent) stream.next().getPayload());
        }
        return Optional.ofNullable(view);
    }

    private static RunView after(@Nullable RunView before, RunEvent event) {
        return before == null ? RunView.first((RunTriggered) event) : before.then(event);
    }
}
