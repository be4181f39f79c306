package dev.runledger.command.saga;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.JobLookup;
import dev.runledger.command.execution.Handoff;
import dev.runledger.command.membership.Members;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.RunKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.annotation.DefaultParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** The sagas of one simulated process, with all that they tell. */
public final class SimulatedSagas {

    private static final int[] ALL = IntStream.range(0, RunSegments.COUNT).toArray();
    private static final List<Segment> SEGMENTS =
            IntStream.of(ALL).mapToObj(id -> Segment.computeSegment(id, ALL)).toList();

    private final SimulatedRows rows;
    private final SimulatedRows.Table table;
    private final DueRuns due;
    private final RunSagas sagas;
    private final Surroundings around;

    /** What the sagas live among. */
    public record Surroundings(
            Handoff handoff,
            Clock clock,
            Supplier<Set<Integer>> held,
            Waiting waits,
            JobLookup jobs,
            Function<Command, CompletableFuture<Object>> send) {}

    public SimulatedSagas(SimulatedRows rows, SimulatedRows.Statements statements, Surroundings around) {
        this.rows = rows;
        this.around = around;
        this.table = new SimulatedRows.Table(rows, statements);
        this.due = new DueRuns(table, around.handoff(), around.clock(), around.held(), around.waits());
        OneOffs oneOffs = new OneOffs(
                new OneOffTable(new Deaf()), around.clock(), Duration.ofDays(1), job -> false, around.send());
        ObsoleteRuns obsolete = new ObsoleteRuns(table, around.jobs(), around.send());
        this.sagas = RunSagas.over(
                new OpenRuns(table, obsolete::recheck),
                MultiParameterResolverFactory.ordered(
                        new DefaultParameterResolverFactory(),
                        new SimpleResourceParameterResolverFactory(List.of(due, oneOffs, around.handoff()))));
    }

    public DueRuns due() {
        return due;
    }

    /** @param inHand the runs that the worker has */
    public Recovery recovery(Members members, Supplier<Set<RunKey>> inHand) {
        return new Recovery(
                members,
                table,
                new Recovery.Holdings(around.handoff(), inHand, around.held()),
                around.send(),
                around.waits()::nanoTime);
    }

    /** A batch of events that was handled and is to be committed. */
    public record Batch(Runnable apply, Runnable afterCommit) {}

    /** Handles events of one segment; what that writes is applied, and what it tells is told, by the caller. */
    public Batch handle(int segment, List<? extends EventMessage<?>> events) throws Exception {
        TransactionSynchronizationManager.initSynchronization();
        List<TransactionSynchronization> told;
        try {
            var unit = new BatchingUnitOfWork<>(events);
            unit.start();
            var result = unit.executeWithResult(() -> {
                sagas.handle(unit.getMessage(), SEGMENTS.get(segment));
                return null;
            });
            if (result.isExceptional()) {
                throw new IllegalStateException("a saga failed", result.exceptionResult());
            }
            TransactionSynchronizationUtils.triggerBeforeCommit(false);
            TransactionSynchronizationUtils.triggerBeforeCompletion();
            told = TransactionSynchronizationManager.getSynchronizations();
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
        SimulatedRows.Written written = table.taken();
        return new Batch(() -> rows.apply(written), () -> TransactionSynchronizationUtils.invokeAfterCommit(told));
    }

    /** Where spent one-offs would be written down to be told; their jobs are not told here. */
    private static final class Deaf extends JdbcTemplate {
        @Override
        public int[] batchUpdate(String statement, List<? extends @Nullable Object[]> rows) {
            return new int[0];
        }
    }
}
