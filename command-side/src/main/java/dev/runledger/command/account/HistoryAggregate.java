package dev.runledger.command.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * Records what became of an account's history in one month (API.md §7.3). That a run is pruned once only is not decided here:
 * its events can be deleted once, and the transaction fails without them.
 */
@Aggregate(cache = "aggregateCache")
final class HistoryAggregate implements CachedAggregate {

    /** In bytes, about: it remembers the name of its stream. */
    private static final int SMALL = 300;

    private @Nullable String stream;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    RunHistoryPruned handle(PruneHistory command) {
        Instant at = command.prunedAt().truncatedTo(ChronoUnit.MILLIS);
        RunHistoryPruned pruned = new RunHistoryPruned(command.account(), command.runs(), command.removed(), at);
        apply(pruned);
        return pruned;
    }

    @Override
    public int bytes() {
        return SMALL;
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return stream;
    }

    @EventSourcingHandler
    void on(RunHistoryPruned event) {
        stream = HistoryEvent.stream(event.account(), event.prunedAt());
    }
}
