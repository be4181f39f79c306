package dev.runledger.command.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.saga.AssociationValue;
import org.axonframework.modelling.saga.AssociationValues;
import org.axonframework.modelling.saga.repository.SagaStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sagas, one row per open run. A batch of events writes at most two statements, in the transaction that also
 * moves the processor's token, and a run that begins and ends within one batch writes nothing at all.
 *
 * <p>Committed rows are also held in memory, up to a bound; what is not there is read from the table. What is held of a segment
 * that another node has had meanwhile may be behind its row: then somebody is told again what is known, which changes nothing.
 */
public final class OpenRuns implements SagaStore<RunExecutionSaga> {

    /** How many committed rows are held in memory, each some hundred bytes. */
    private static final int REMEMBERED = 50_000;

    private final OpenRunTable table;
    private final PerTransaction<Map<String, Optional<OpenRun>>> changes;
    private final Cache<String, OpenRun> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * @param onWaiting told of the runs that have a row from now on: those made ahead of their instant, and those that are due and
     *     have not begun
     */
    public OpenRuns(OpenRunTable table, BiConsumer<List<PendingRun>, List<PendingRun>> onWaiting) {
        this.table = table;
        this.changes = new PerTransaction<>(LinkedHashMap::new, table::write, changes -> {
            changes.forEach((run, open) ->
                    open.ifPresentOrElse(row -> remembered.put(run, row), () -> remembered.invalidate(run)));
            List<PendingRun> later = waiting(changes.values(), OpenRun::waitsForLater);
            List<PendingRun> due = waiting(changes.values(), open -> open.worker() == null && !open.waitsForLater());
            if (!later.isEmpty() || !due.isEmpty()) {
                onWaiting.accept(later, due);
            }
        });
    }

    private static List<PendingRun> waiting(Collection<Optional<OpenRun>> changes, Predicate<OpenRun> which) {
        return changes.stream()
                .flatMap(Optional::stream)
                .filter(which)
                .map(OpenRun::run)
                .toList();
    }

    /** A saga goes by its run's name. The event that begins one cannot find one of an earlier batch: rows and token go together. */
    @Override
    public Set<String> findSagas(Class<? extends RunExecutionSaga> type, AssociationValue association) {
        return isBeginning() ? Set.of() : Set.of(association.getValue());
    }

    private static boolean isBeginning() {
        return CurrentUnitOfWork.isStarted()
                && CurrentUnitOfWork.get().getMessage().getPayload() instanceof RunTriggered;
    }

    @Override
    public <S extends RunExecutionSaga> @Nullable Entry<S> loadSaga(Class<S> type, String run) {
        return Optional.ofNullable(remembered.getIfPresent(run))
                .or(() -> table.find(run))
                .map(open -> new Loaded<>(type.cast(new RunExecutionSaga(open)), Set.of(RunSegments.association(run))))
                .orElse(null);
    }

    @Override
    public void insertSaga(
            Class<? extends RunExecutionSaga> type,
            String run,
            RunExecutionSaga state,
            Set<AssociationValue> associations) {
        changes.current().put(run, Optional.of(state.open()));
    }

    @Override
    public void updateSaga(
            Class<? extends RunExecutionSaga> type,
            String run,
            RunExecutionSaga state,
            AssociationValues associations) {
        changes.current().put(run, Optional.of(state.open()));
    }

    @Override
    public void deleteSaga(Class<? extends RunExecutionSaga> type, String run, Set<AssociationValue> associations) {
        changes.current().put(run, Optional.empty());
    }

    private record Loaded<S>(S saga, Set<AssociationValue> associationValues) implements Entry<S> {}
}
