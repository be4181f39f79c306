package dev.runledger.ops.metrics;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Counts what this node stored, when its transaction is committed. What is read again, replayed, or stored by another node is not
 * counted; neither is a commit whose answer was lost.
 *
 * <p>Events of a run tell what happened and not to what kind of run; commands answer with the run, so both are put together
 * at the end of their transaction.
 */
public final class StoredFigures {

    private final RunFigures runs;
    private final Counter appended;
    private final DistributionSummary appendSize;
    private final Timer appendDuration;
    private final Counter pruned;

    /** @param rules by which requests are blocked, as a run's error begins with them */
    public StoredFigures(MeterRegistry registry, List<String> rules) {
        runs = new RunFigures(registry, rules);
        appended = Counter.builder("runledger.events.appended")
                .description("Events that this node stored.")
                .register(registry);
        appendSize = DistributionSummary.builder("runledger.append.events")
                .description("How many events this node stored with one commit.")
                .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000)
                .register(registry);
        appendDuration = Buckets.of(
                "runledger.append.duration",
                "How long it took to store the events of a transaction on this node, its commit included.",
                registry);
        pruned = Counter.builder("runledger.runs.pruned")
                .description("Runs that this node pruned because they were older than their accounts keep them.")
                .register(registry);
    }

    /** What a transaction holds so far; of one thread. */
    private static final class Batch {
        private final Map<RunKey, RunView> runs = new HashMap<>();
        private final List<EventMessage<?>> events = new ArrayList<>();
        private long since;

        static Batch of(UnitOfWork<?> unit) {
            return unit.root().getOrComputeResource(Batch.class.getName(), key -> new Batch());
        }
    }

    /** Around each command that this node handles. */
    public @Nullable Object around(UnitOfWork<?> unit, InterceptorChain command) throws Exception {
        Object answer = command.proceed();
        if (answer instanceof RunView run && run.status() != RunStatus.PENDING) {
            Batch.of(unit).runs.put(run.key(), run);
        }
        return answer;
    }

    /** Takes in events of a transaction, just before they are stored. */
    public void record(List<? extends EventMessage<?>> events) {
        UnitOfWork<?> root = CurrentUnitOfWork.get().root();
        Batch batch = Batch.of(root);
        if (batch.events.isEmpty()) {
            batch.since = System.nanoTime();
            root.afterCommit(unit -> committed(batch));
        }
        batch.events.addAll(events);
    }

    private void committed(Batch batch) {
        appendDuration.record(System.nanoTime() - batch.since, TimeUnit.NANOSECONDS);
        appended.increment(batch.events.size());
        appendSize.record(batch.events.size());
        for (EventMessage<?> message : batch.events) {
            if (message.getPayload() instanceof RunEvent event) {
                happened(event, batch.runs);
            } else if (message.getPayload() instanceof RunHistoryPruned history) {
                pruned.increment(history.runs().size());
            }
        }
    }

    private void happened(RunEvent event, Map<RunKey, RunView> known) {
        if (event instanceof RunEvent.RunTriggered triggered) {
            runs.triggered(triggered);
            return;
        }
        RunView run = known.get(event.run());
        if (run == null) {
            return;
        }
        if (event instanceof RunEvent.RunStarted) {
            runs.started(run);
        } else {
            runs.ended(run);
        }
    }
}
