package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.Finished;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All events of one run's stream, in their order, whatever they are. */
public record RunStory(List<StoredEvent> stored) {

    public RunStory {
        stored = List.copyOf(stored);
    }

    public Stream<RunEvent> events() {
        return stored.stream()
                .map(StoredEvent::event)
                .filter(RunEvent.class::isInstance)
                .map(RunEvent.class::cast);
    }

    public Optional<RunTriggered> triggered() {
        return first(RunTriggered.class);
    }

    public Optional<RunStarted> started() {
        return first(RunStarted.class);
    }

    public Optional<Finished> ended() {
        return first(Finished.class);
    }

    boolean lostItsWorker() {
        return first(RunFailed.class)
                .filter(failed -> failed.reason() == FailureReason.WORKER_LOST)
                .isPresent();
    }

    private <T> Optional<T> first(Class<T> type) {
        return events().filter(type::isInstance).map(type::cast).findFirst();
    }
}
