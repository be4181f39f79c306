package dev.runledger.ops;

import dev.runledger.command.saga.RunExecutionSaga;
import java.util.HashMap;
import java.util.Map;
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

    /**
     * How far this node has come with the segments it holds of a follower. What it writes down lags behind that by seconds while
     * no event concerns a segment.
     */
    Map<Integer, Long> positions(String name) {
        Map<Integer, Long> positions = new HashMap<>();
        processor(name).map(StreamingEventProcessor::processingStatus).orElse(Map.of()).values().stream()
                .filter(status -> !status.isReplaying())
                .forEach(status -> status.getCurrentPosition()
                        .ifPresent(at -> positions.put(status.getSegment().getSegmentId(), at)));
        return positions;
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
