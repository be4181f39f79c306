package dev.runledger.command.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.axonframework.modelling.saga.AssociationValue;
import org.axonframework.modelling.saga.AssociationValuesImpl;
import org.junit.jupiter.api.Test;

class OpenRunsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID WORKER = new UUID(3, 3);
    private static final Set<AssociationValue> OF_RUN =
            Set.of(new AssociationValue(RunExecutionSaga.RUN, RUN.stream()));
    private static final OpenRun WAITING = OpenRun.waiting(new RunTriggered(
            RUN, "nightly", LIFE, 7, JobKind.MANUAL, "production", new Trigger.Rerun(new UUID(8, 8)), NOON));
    private static final OpenRun RUNNING = WAITING.started(new RunStarted(
            RUN,
            WORKER,
            new UUID(4, 4),
            7,
            StatusPattern.SUCCESS,
            new RequestSnapshot("GET", "https://example.com/", Map.of(), null),
            NOON));

    private final LedgerDatabase database;
    private final OpenRunTable table;
    private final OpenRuns store;

    OpenRunsTest() throws SQLException {
        database = new LedgerDatabase();
        table = new PostgresOpenRuns(database.sql());
        store = new OpenRuns(table, (later, due) -> {});
    }

    @Test
    void anOpenRunIsFoundAgainByWhoeverReadsTheTable() {
        inTransaction(
                () -> store.insertSaga(RunExecutionSaga.class, RUN.stream(), new RunExecutionSaga(WAITING), OF_RUN));
        inTransaction(() -> store.updateSaga(
                RunExecutionSaga.class,
                RUN.stream(),
                new RunExecutionSaga(RUNNING),
                new AssociationValuesImpl(OF_RUN)));

        OpenRuns afterRestart = new OpenRuns(table, (later, due) -> {});

        assertThat(find(afterRestart)).containsExactly(RUN.stream());
        assertThat(load(afterRestart)).isEqualTo(asRead(RUNNING));
        assertThat(load(store)).isEqualTo(RUNNING);
    }

    @Test
    void aRunThatBeginsAndEndsInOneBatchWritesNothing() {
        inTransaction(() -> {
            store.insertSaga(RunExecutionSaga.class, RUN.stream(), new RunExecutionSaga(WAITING), OF_RUN);
            store.deleteSaga(RunExecutionSaga.class, RUN.stream(), OF_RUN);
        });

        assertThat(rows()).isZero();
        assertThat(store.loadSaga(RunExecutionSaga.class, RUN.stream())).isNull();
    }

    @Test
    void aFinishedRunLeavesTheTable() {
        inTransaction(
                () -> store.insertSaga(RunExecutionSaga.class, RUN.stream(), new RunExecutionSaga(WAITING), OF_RUN));
        inTransaction(() -> store.deleteSaga(RunExecutionSaga.class, RUN.stream(), OF_RUN));

        assertThat(rows()).isZero();
        assertThat(store.loadSaga(RunExecutionSaga.class, RUN.stream())).isNull();
    }

    @Test
    void aBatchThatIsRolledBackChangesNeitherTableNorMemory() {
        inTransaction(
                () -> store.insertSaga(RunExecutionSaga.class, RUN.stream(), new RunExecutionSaga(WAITING), OF_RUN));

        assertThatThrownBy(() -> inTransaction(() -> {
                    store.deleteSaga(RunExecutionSaga.class, RUN.stream(), OF_RUN);
                    throw new IllegalStateException("the batch fails");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(rows()).isEqualTo(1);
        assertThat(load(store)).isEqualTo(WAITING);
    }

    @Test
    void whatWaitsIsListedByDueTimeAndByJob() {
        inTransaction(
                () -> store.insertSaga(RunExecutionSaga.class, RUN.stream(), new RunExecutionSaga(WAITING), OF_RUN));

        assertThat(table.due(WAITING.dueAt().minusMillis(1), WAITING.dueAt(), SampleRuns.SEGMENTS, 10))
                .containsExactly(asRead(WAITING));
        assertThat(table.due(WAITING.dueAt(), WAITING.dueAt().plusSeconds(1), SampleRuns.SEGMENTS, 10))
                .isEmpty();
        assertThat(table.waiting(WAITING.run().job())).containsExactly(WAITING.run());
        assertThat(table.waiting(new JobKey(AccountId.DEFAULT, "weekly"))).isEmpty();
    }

    @Test
    void aRowHoldsAllThatIsKnownOfItsRun() {
        Trigger retry = new Trigger.Retry(new UUID(8, 8), 3, true, NOON.plusMillis(1));
        OpenRun stored =
                new OpenRun(SampleRuns.run(1, JobKind.ONE_OFF, retry), NOON.plusMillis(1), null, new UUID(9, 9));

        SampleRuns.store(table, stored);

        assertThat(table.find(SampleRuns.key(1).stream())).contains(stored);
        assertThat(database.sql().queryForObject("SELECT chain FROM ledger.open_run", UUID.class))
                .isEqualTo(new UUID(8, 8));
    }

    /** PostgreSQL is told instants as texts; in the hour that a clock change repeats, local time would not tell them apart. */
    @Test
    void dueTimesAreKeptWhateverTheServersTimeZoneMakesOfThem() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            Instant twice = Instant.parse("2026-11-01T06:30:00Z");
            SampleRuns.store(
                    table,
                    SampleRuns.waiting(SampleRuns.fire(1), twice),
                    SampleRuns.waiting(SampleRuns.fire(2), twice.minusSeconds(3_600)));

            assertThat(table.due(Instant.EPOCH, twice, SampleRuns.SEGMENTS, 10))
                    .extracting(OpenRun::dueAt)
                    .containsExactly(twice.minusSeconds(3_600), twice);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void runsThatWaitForLaterAreToldOfOnceTheyHaveARow() {
        List<PendingRun> told = new ArrayList<>();
        OpenRuns telling = new OpenRuns(table, (later, due) -> told.addAll(later));
        PendingRun retry = SampleRuns.retry(2, JobKind.RECURRING, NOON.plusSeconds(60));

        inTransaction(() -> {
            insert(telling, SampleRuns.waiting(SampleRuns.fire(1), NOON));
            insert(telling, SampleRuns.waiting(retry, NOON.plusSeconds(60)));
            assertThat(told).isEmpty();
        });

        assertThat(told).containsExactly(retry);
    }

    @Test
    void runsThatBeganOrEndedInTheirFirstBatchWaitForNothing() {
        List<PendingRun> told = new ArrayList<>();
        OpenRuns telling = new OpenRuns(table, (later, due) -> told.addAll(later));
        OpenRun later = SampleRuns.waiting(SampleRuns.armed(1, NOON.plusSeconds(60)), NOON.plusSeconds(60));

        inTransaction(() -> {
            insert(telling, later);
            telling.deleteSaga(RunExecutionSaga.class, later.stream(), OF_RUN);
        });
        assertThatThrownBy(() -> inTransaction(() -> {
                    insert(telling, later);
                    throw new IllegalStateException("the batch fails");
                }))
                .isInstanceOf(IllegalStateException.class);
        inTransaction(() -> insert(telling, SampleRuns.running(SampleRuns.fire(2))));

        assertThat(told).isEmpty();
    }

    private static OpenRun asRead(OpenRun run) {
        return new OpenRun(run.run(), run.dueAt(), null, run.worker());
    }

    private static void insert(OpenRuns store, OpenRun run) {
        store.insertSaga(RunExecutionSaga.class, run.stream(), new RunExecutionSaga(run), OF_RUN);
    }

    private void inTransaction(Runnable batch) {
        database.transaction().executeWithoutResult(status -> batch.run());
    }

    private static Set<String> find(OpenRuns store) {
        return store.findSagas(RunExecutionSaga.class, OF_RUN.iterator().next());
    }

    private static OpenRun load(OpenRuns store) {
        return Objects.requireNonNull(store.loadSaga(RunExecutionSaga.class, RUN.stream()))
                .saga()
                .open();
    }

    private int rows() {
        return Objects.requireNonNull(
                database.sql().queryForObject("SELECT count(*) FROM ledger.open_run", Integer.class));
    }
}
