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
 * <p>Committed rows are also held in memory, up to a bound; what is not there is read from the table.
 */
public final class OpenRuns implements SagaStore<RunExecutionSaga> {

    /** How many committed rows are held in memory, each some hundred bytes. */
    private static final int REMEMBERED = 50_000;

    private final OpenRunTable table;
    private final PerTransaction<Map<String, Optional<StoredSaga>>> changes;
    private final Cache<String, StoredSaga> byRun = bounded();
    private final Cache<String, StoredSaga> bySaga = bounded();

    /**
     * @param onWaiting told of the runs that have a row from now on: those made ahead of their instant, and those that are due and
     *     have not begun
     */
    public OpenRuns(OpenRunTable table, BiConsumer<List<PendingRun>, List<PendingRun>> onWaiting) {
        this.table = table;
        this.changes = new PerTransaction<>(LinkedHashMap::new, table::write, changes -> {
            changes.forEach((saga, stored) -> stored.ifPresentOrElse(this::remember, () -> forget(saga)));
            List<PendingRun> later = waiting(changes.values(), OpenRun::waitsForLater);
            List<PendingRun> due = waiting(changes.values(), open -> open.worker() == null && !open.waitsForLater());
            if (!later.isEmpty() || !due.isEmpty()) {
                onWaiting.accept(later, due);
            }
        });
    }

    private static List<PendingRun> waiting(Collection<Optional<StoredSaga>> changes, Predicate<OpenRun> which) {
        return changes.stream()
                .flatMap(Optional::stream)
                .map(StoredSaga::open)
                .filter(which)
                .map(OpenRun::run)
                .toList();
    }

    @Override
    public Set<String> findSagas(Class<? extends RunExecutionSaga> type, AssociationValue association) {
        StoredSaga known = byRun.getIfPresent(association.getValue());
        if (known == null && mayBeStored()) {
            known = table.findByRun(association.getValue()).orElse(null);
            remember(known);
        }
        return known == null ? Set.of() : Set.of(known.saga());
    }

    /** The event that begins a saga cannot find one of an earlier batch: rows and token were committed together. */
    private static boolean mayBeStored() {
        return !(CurrentUnitOfWork.isStarted()
                && CurrentUnitOfWork.get().getMessage().getPayload() instanceof RunTriggered);
    }

    @Override
    public <S extends RunExecutionSaga> @Nullable Entry<S> loadSaga(Class<S> type, String saga) {
        StoredSaga known = bySaga.getIfPresent(saga);
        Optional<StoredSaga> stored = known == null ? table.findBySaga(saga) : Optional.of(known);
        return stored.map(found ->
                        new Loaded<>(type.cast(new RunExecutionSaga(found.open())), Set.of(association(found.run()))))
                .orElse(null);
    }

    @Override
    public void insertSaga(
            Class<? extends RunExecutionSaga> type,
            String saga,
            RunExecutionSaga state,
            Set<AssociationValue> associations) {
        changes.current().put(saga, Optional.of(new StoredSaga(saga, state.open())));
    }

    @Override
    public void updateSaga(
            Class<? extends RunExecutionSaga> type,
            String saga,
            RunExecutionSaga state,
            AssociationValues associations) {
        changes.current().put(saga, Optional.of(new StoredSaga(saga, state.open())));
    }

    @Override
    public void deleteSaga(Class<? extends RunExecutionSaga> type, String saga, Set<AssociationValue> associations) {
        changes.current().put(saga, Optional.empty());
    }

    private void remember(@Nullable StoredSaga stored) {
        if (stored != null) {
            byRun.put(stored.run(), stored);
            bySaga.put(stored.saga(), stored);
        }
    }

    private void forget(String saga) {
        StoredSaga known = bySaga.asMap().remove(saga);
        if (known != null) {
            byRun.invalidate(known.run());
        }
    }

    private static AssociationValue association(String run) {
        return new AssociationValue(RunExecutionSaga.RUN, run);
    }

    private static Cache<String, StoredSaga> bounded() {
        return Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    }

    private record Loaded<S>(S saga, Set<AssociationValue> associationValues) implements Entry<S> {}
}
