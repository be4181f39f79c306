package dev.runledger.command.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.execution.Handoff;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID SELF = new UUID(1, 1);
    private static final UUID NODE = new UUID(2, 2);
    private static final UUID OTHER_WORKER = new UUID(3, 3);
    private static final UUID OTHER_NODE = new UUID(4, 4);
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final CopyOnWriteArrayList<Command> sent = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<RunKey> offered = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Instant> times = new CopyOnWriteArrayList<>();
    private final Set<RunKey> inHand = ConcurrentHashMap.newKeySet();
    private final LedgerDatabase database;
    private final WorkerTable workers;
    private final OpenRunTable open;
    private @Nullable Recovery recovery;

    RecoveryTest() throws SQLException {
        database = new LedgerDatabase();
        workers = new WorkerTable(database.sql());
        open = new OpenRunTable(database.sql());
    }

    @AfterEach
    void stop() {
        if (recovery != null) {
            recovery.close();
        }
    }

    @Test
    void aRestartedNodeEndsWhatItsPredecessorWasRunningAtOnce() {
        workers.register(OTHER_WORKER, NODE);
        RunKey run = running(OTHER_WORKER);

        start(NEVER);

        await().untilAsserted(() -> assertThat(sent).anyMatch(lost(run, OTHER_WORKER)));
    }

    @Test
    void aWorkerThatIsSilentForTooLongIsLost() {
        workers.register(OTHER_WORKER, OTHER_NODE);
        RunKey run = running(OTHER_WORKER);

        start(Duration.ofMillis(1));

        await().untilAsserted(() -> assertThat(sent).anyMatch(lost(run, OTHER_WORKER)));
    }

    @Test
    void aLivingWorkerOnAnotherNodeIsLeftAlone() {
        workers.register(OTHER_WORKER, OTHER_NODE);
        running(OTHER_WORKER);

        start(NEVER);

        awaitRounds();
        assertThat(sent).isEmpty();
    }

    @Test
    void aWorkerThatSignedOffIsLost() {
        RunKey run = running(OTHER_WORKER);

        start(NEVER);

        await().untilAsserted(() -> assertThat(sent).anyMatch(lost(run, OTHER_WORKER)));
    }

    @Test
    void aRunThatItsOwnWorkerNoLongerHasIsEnded() {
        RunKey held = running(SELF);
        RunKey dropped = running(SELF);
        inHand.add(held);

        start(NEVER);

        await().untilAsserted(() -> assertThat(sent).anyMatch(lost(dropped, SELF)));
        awaitRounds();
        assertThat(sent).noneMatch(lost(held, SELF));
    }

    @Test
    void whatWaitsInNobodysHandsIsHandedOutAgain() {
        RunKey run = waiting();

        start(NEVER);

        await().untilAsserted(() -> assertThat(offered).contains(run));
        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsDueLaterOrJustNowIsLeftToItsInstant() {
        RunKey overdue = waiting();
        Instant now = Objects.requireNonNull(database.sql().queryForObject("SELECT now()", Timestamp.class))
                .toInstant();
        stored(null, now.plusSeconds(3_600));
        stored(null, now);

        start(NEVER);

        await().untilAsserted(() -> assertThat(offered).contains(overdue));
        awaitRounds();
        assertThat(offered).containsOnly(overdue);
    }

    @Test
    void theDatabasesTimeIsToldWithEveryRound() {
        start(NEVER);

        await().until(() -> times.size() > 2);
        assertThat(times).isSorted();
    }

    @Test
    void aStoppedWorkerIsNoLongerKnown() {
        start(NEVER);
        awaitRounds();

        stop();

        assertThat(database.sql().queryForObject("SELECT count(*) FROM ledger.worker", Integer.class))
                .isZero();
    }

    private void start(Duration silence) {
        Recovery started = new Recovery(
                new Recovery.Identity(SELF, NODE, BEAT, silence),
                new Recovery.Tables(workers, open),
                new Handoff() {
                    @Override
                    public void offer(PendingRun run) {
                        offered.add(run.run());
                    }

                    @Override
                    public void abort(RunKey run) {}
                },
                () -> inHand,
                sent::add,
                (time, took) -> times.add(time));
        started.start();
        recovery = started;
    }

    private void awaitRounds() {
        int before = times.size();
        await().until(() -> times.size() > before + 2);
    }

    private static java.util.function.Predicate<Command> lost(RunKey run, UUID worker) {
        return command -> command instanceof DeclareWorkerLost declared
                && declared.run().equals(run)
                && declared.worker().equals(worker);
    }

    private RunKey running(UUID worker) {
        return stored(worker, LONG_AGO);
    }

    private RunKey waiting() {
        return stored(null, LONG_AGO);
    }

    private RunKey stored(@Nullable UUID worker, Instant dueAt) {
        RunKey run = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
        PendingRun pending = new PendingRun(
                run,
                new JobKey(AccountId.DEFAULT, "nightly"),
                new UUID(5, 5),
                1,
                JobKind.MANUAL,
                "production",
                new Trigger.Manual());
        String saga = UUID.randomUUID().toString();
        open.write(Map.of(saga, Optional.of(new StoredSaga(saga, new OpenRun(pending, dueAt, null, worker)))));
        return run;
    }
}
