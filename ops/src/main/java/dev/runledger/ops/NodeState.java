package dev.runledger.ops;

import dev.runledger.ops.web.Readiness;
import java.util.Optional;

/** Whether this node can serve: it has started, is not on its way down, and reaches its storage. */
final class NodeState implements Readiness {

    private enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    private final StorageProbe storage;
    private volatile Phase phase = Phase.STARTING;

    NodeState(StorageProbe storage) {
        this.storage = storage;
    }

    void serving() {
        phase = Phase.SERVING;
    }

    void draining() {
        phase = Phase.DRAINING;
    }

    @Override
    public Optional<String> obstacle() {
        return switch (phase) {
            case STARTING -> Optional.of("starting");
            case DRAINING -> Optional.of("draining");
            case SERVING -> storage.obstacle();
        };
    }
}
