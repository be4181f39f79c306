package dev.runledger.ops;

import dev.runledger.command.saga.RunExecutionSaga;
import java.util.Optional;
import java.util.Set;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.springframework.beans.factory.ObjectProvider;

/** This node's followers of events at work. */
final class Followers {

    private final ObjectProvider<EventProcessingConfiguration> processing;

    Followers(ObjectProvider<EventProcessingConfiguration> processing) {
        this.processing = processing;
    }

    /** The segments whose runs this node carries out, at the moment. */
    Set<Integer> heldForExecution() {
        return processor(RunExecutionSaga.GROUP)
                .map(processor -> Set.copyOf(processor.processingStatus().keySet()))
                .orElse(Set.of());
    }

    /** Has those try again at once that wait after a failure, which may take them a minute. */
    void nudge() {
        ProcessorConfiguration.FOLLOWERS.stream()
                .map(follower -> processor(follower.name()))
                .flatMap(Optional::stream)
                .filter(StreamingEventProcessor::isError)
                .forEach(Followers::nudge);
    }

    /** Whether this one segment can be claimed matters little: asking ends the wait. */
    private static void nudge(StreamingEventProcessor processor) {
        var _ = processor.claimSegment(0);
    }

    private Optional<StreamingEventProcessor> processor(String name) {
        return processing.getObject().eventProcessor(name, StreamingEventProcessor.class);
    }
}
