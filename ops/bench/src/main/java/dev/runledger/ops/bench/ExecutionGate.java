package dev.runledger.ops.bench;

import dev.runledger.command.saga.RunExecutionSaga;
import dev.runledger.ops.Node;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.StreamingEventProcessor;

/** Holds runs back: what is triggered waits until the processor that drives runs follows the events again. */
final class ExecutionGate {

    private final StreamingEventProcessor execution;

    ExecutionGate(Node node) {
        this.execution = node.part(Configuration.class)
                .eventProcessingConfiguration()
                .eventProcessor(RunExecutionSaga.GROUP, StreamingEventProcessor.class)
                .orElseThrow();
    }

    void hold() {
        execution.shutDown();
    }

    void release() {
        execution.start();
    }
}
