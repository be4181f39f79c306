package dev.runledger.ops;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.command.catalog.CatalogRow;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import java.util.List;
import java.util.function.Consumer;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Drops a job or a retry policy from the aggregate cache when the catalog shows that it has moved on since this node last
 * looked, as it does after an edit on another node. Safe for all threads; commands of one stream come on one thread.
 */
final class StaleAggregates implements Consumer<CatalogRow> {

    private static final int REMEMBERED_STREAMS = 100_000;

    private final Cache aggregates;
    private final com.github.benmanes.caffeine.cache.Cache<String, Long> lastSeen =
            Caffeine.newBuilder().maximumSize(REMEMBERED_STREAMS).build();

    StaleAggregates(Cache aggregates) {
        this.aggregates = aggregates;
    }

    /**
     * Forgets runs that somebody wants to declare lost: the loss of a worker is decided on what its own node wrote, and a
     * memory from before that would find nothing to declare.
     */
    void forgetLost(List<Command> batch) {
        for (Command command : batch) {
            if (command instanceof DeclareWorkerLost lost) {
                aggregates.remove(lost.stream());
            }
        }
    }

    @Override
    public void accept(CatalogRow row) {
        String stream = row.stream();
        @Nullable Long before = lastSeen.asMap().put(stream, row.sequence());
        if (before == null || before != row.sequence()) {
            aggregates.remove(stream);
        }
    }
}
