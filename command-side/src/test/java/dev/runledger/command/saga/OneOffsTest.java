package dev.runledger.command.saga;

import static dev.runledger.command.saga.SampleRuns.ENVIRONMENT;
import static dev.runledger.command.saga.SampleRuns.HOURLY;
import static dev.runledger.command.saga.SampleRuns.JOB;
import static dev.runledger.command.saga.SampleRuns.LIFE;
import static dev.runledger.command.saga.SampleRuns.NOON;
import static dev.runledger.command.saga.SampleRuns.ONCE;
import static dev.runledger.command.saga.SampleRuns.armed;
import static dev.runledger.command.saga.SampleRuns.definition;
import static dev.runledger.command.saga.SampleRuns.fire;
import static dev.runledger.command.saga.SampleRuns.key;
import static dev.runledger.command.saga.SampleRuns.remove;
import static dev.runledger.command.saga.SampleRuns.retry;
import static dev.runledger.command.saga.SampleRuns.run;
import static dev.runledger.command.saga.SampleRuns.running;
import static dev.runledger.command.saga.SampleRuns.store;
import static dev.runledger.command.saga.SampleRuns.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand.PurgeOneOff;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneOffsTest {

    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Instant OVER = NOON.plus(RETENTION).plusMillis(1);
    private static final OpenRun WAITING = waiting(armed(1, NOON), NOON);
    private static final SpendOneOff SPENT = spent(1);
    private static final PurgeOneOff PURGED = new PurgeOneOff(JOB, LIFE, "a one-off whose last run ended PT168H ago");

    private final List<Command> sent = new CopyOnWriteArrayList<>();
    private final SettableClock clock = new SettableClock(NOON);
    private final LedgerDatabase database = new LedgerDatabase();
    private final OneOffTable table = new OneOffTable(database.sql());
    private final OpenRunTable open = new PostgresOpenRuns(database.sql());
    private volatile boolean mine = true;
    private Function<Command, CompletableFuture<Object>> answer = command -> CompletableFuture.completedFuture(null);
    private OneOffs oneOffs = oneOffs();

    OneOffsTest() throws SQLException {}

    @AfterEach
    void stop() {
        oneOffs.close();
    }

    @Test
    void aJobIsToldThatItsRunBeganOnceThatIsCommitted() {
        oneOffs.start();
        inTransaction(() -> {
            oneOffs.begun(WAITING);
            assertThat(sent).isEmpty();
        });

        await().untilAsserted(() -> assertThat(sent).containsExactly(SPENT));
        await().untilAsserted(() -> assertThat(table.spent(10)).isEmpty());
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        database.transaction().executeWithoutResult(status -> {
            oneOffs.begun(WAITING);
            oneOffs.ended(running(armed(2, NOON)), NOON);
            status.setRollbackOnly();
        });

        oneOffs.tellSpent();
        clock.set(OVER);
        oneOffs.purge();
        assertThat(sent).isEmpty();
    }

    @Test
    void whatCouldNotBeToldIsToldAgain() {
        inTransaction(() -> oneOffs.begun(WAITING));

        answer = command -> CompletableFuture.failedFuture(new Refused(new Refusal.Unavailable("away")));
        oneOffs.tellSpent();
        assertThat(table.spent(10)).containsExactly(SPENT);

        answer = command -> CompletableFuture.completedFuture(null);
        oneOffs.tellSpent();
        oneOffs.tellSpent();
        assertThat(sent).containsExactly(SPENT, SPENT);
        assertThat(table.spent(10)).isEmpty();
    }

    @Test
    void whatAnotherNodeSeesToIsLeftToThatNode() {
        inTransaction(() -> oneOffs.ended(WAITING, NOON));
        clock.set(OVER);
        mine = false;

        oneOffs.tellSpent();
        oneOffs.purge();
        assertThat(sent).isEmpty();

        mine = true;
        oneOffs.tellSpent();
        oneOffs.purge();
        assertThat(sent).containsExactly(SPENT, PURGED);
    }

    @Test
    void whatWasNotToldBeforeARestartIsToldAfterIt() {
        inTransaction(() -> oneOffs.begun(WAITING));

        oneOffs = oneOffs();
        oneOffs.start();

        await().untilAsserted(() -> assertThat(sent).containsExactly(SPENT));
    }

    @Test
    void oneThatCannotBeToldKeepsNoOtherFromBeingTold() {
        answer = command -> command.equals(SPENT)
                ? CompletableFuture.failedFuture(new IllegalStateException("a mistake of ours"))
                : CompletableFuture.completedFuture(null);
        inTransaction(() -> {
            oneOffs.begun(WAITING);
            oneOffs.begun(waiting(armed(2, NOON), NOON));
        });

        oneOffs.tellSpent();

        assertThat(table.spent(10)).containsExactly(SPENT);
    }

    @Test
    void manyThatCannotBeToldAreNotToldWithoutAPause() {
        answer = command -> CompletableFuture.failedFuture(new Refused(new Refusal.Unavailable("away")));
        inTransaction(() ->
                IntStream.rangeClosed(1, 1_200).forEach(number -> oneOffs.begun(waiting(armed(number, NOON), NOON))));

        oneOffs.tellSpent();

        assertThat(sent).hasSize(1_000);
        assertThat(table.spent(2_000)).hasSize(1_200);
    }

    @Test
    void allAreToldHoweverManyThereAre() {
        inTransaction(() ->
                IntStream.rangeClosed(1, 1_200).forEach(number -> oneOffs.begun(waiting(armed(number, NOON), NOON))));

        oneOffs.tellSpent();

        assertThat(sent).hasSize(1_200).doesNotHaveDuplicates();
        assertThat(table.spent(10)).isEmpty();
    }

    @Test
    void aRunThatIsCanceledWhileItWaitsSpendsItsJobToo() {
        inTransaction(() -> oneOffs.ended(WAITING, NOON));

        assertThat(table.spent(10)).containsExactly(SPENT);
        assertThat(ends()).isOne();
    }

    @Test
    void aRunThatHadBegunSpendsNothingAnyMoreWhenItEnds() {
        inTransaction(() -> oneOffs.ended(running(armed(1, NOON)), NOON));

        assertThat(table.spent(10)).isEmpty();
        assertThat(ends()).isOne();
    }

    @Test
    void otherRunsOfAOneOffSpendNothing() {
        inTransaction(() -> {
            oneOffs.begun(waiting(retry(1, JobKind.ONE_OFF, NOON), NOON));
            oneOffs.begun(waiting(run(2, JobKind.ONE_OFF, new Trigger.Manual()), NOON));
        });

        assertThat(table.spent(10)).isEmpty();
    }

    @Test
    void otherKindsAreNotConcerned() {
        inTransaction(() -> {
            oneOffs.begun(waiting(fire(1), NOON));
            oneOffs.ended(waiting(fire(1), NOON), NOON);
            oneOffs.ended(running(run(2, JobKind.MANUAL, new Trigger.Manual())), NOON);
        });

        assertThat(table.spent(10)).isEmpty();
        assertThat(ends()).isZero();
    }

    @Test
    void aDefinitionGoesAWhileAfterItsLastRunEnded() {
        ended(NOON);

        clock.set(NOON.plus(RETENTION));
        oneOffs.purge();
        assertThat(sent).isEmpty();

        clock.set(OVER);
        oneOffs.purge();
        oneOffs.purge();
        assertThat(sent).containsExactly(PURGED);
        assertThat(ends()).isZero();
    }

    @Test
    void theLatestEndCountsInWhateverOrderTheyAreTold() {
        Instant later = NOON.plusSeconds(60);
        inTransaction(() -> {
            oneOffs.ended(running(armed(1, NOON)), later);
            oneOffs.ended(running(retry(2, JobKind.ONE_OFF, NOON)), NOON);
        });
        ended(NOON.plusSeconds(30));

        clock.set(later.plus(RETENTION));
        oneOffs.purge();
        assertThat(sent).isEmpty();

        clock.set(later.plus(RETENTION).plusMillis(1));
        oneOffs.purge();
        assertThat(sent).containsExactly(PURGED);
    }

    @Test
    void aDefinitionStaysAsLongAsARunOfItIsOpen() {
        OpenRun retry = waiting(retry(2, JobKind.ONE_OFF, OVER), OVER);
        store(open, retry);
        ended(NOON);

        clock.set(OVER);
        oneOffs.purge();
        assertThat(sent).isEmpty();

        remove(open, retry);
        oneOffs.purge();
        assertThat(sent).containsExactly(PURGED);
    }

    @Test
    void anOpenRunOfALaterLifeKeepsNothing() {
        store(open, waiting(run(2, new UUID(9, 9), JobKind.ONE_OFF, new Trigger.Manual()), NOON));
        ended(NOON);

        clock.set(OVER);
        oneOffs.purge();

        assertThat(sent).containsExactly(PURGED);
    }

    @Test
    void aJobThatWaitsAgainIsAskedForAgain() {
        answer = command -> CompletableFuture.completedFuture(job(LIFE, definition(ONCE, true), null));
        ended(NOON);
        clock.set(OVER);

        oneOffs.purge();

        assertThat(ends()).isOne();
    }

    @Test
    void aJobThatIsGoneOrNoLongerAOneOffIsNotAskedForAgain() {
        clock.set(OVER);
        for (JobView now : List.of(
                job(LIFE, definition(ONCE, false), OVER),
                job(new UUID(9, 9), definition(ONCE, true), null),
                job(LIFE, definition(HOURLY, true), null))) {
            answer = command -> CompletableFuture.completedFuture(now);
            ended(NOON);
            assertThat(ends()).isOne();

            oneOffs.purge();

            assertThat(ends()).as("%s", now).isZero();
        }
    }

    @Test
    void aDefinitionThatCouldNotBeDeletedIsTriedAgain() {
        answer = command -> CompletableFuture.failedFuture(new Refused(new Refusal.Unavailable("away")));
        ended(NOON);
        clock.set(OVER);

        oneOffs.purge();

        assertThat(ends()).isOne();
    }

    private OneOffs oneOffs() {
        return new OneOffs(table, clock, RETENTION, job -> mine, command -> {
            sent.add(command);
            return answer.apply(command);
        });
    }

    private void ended(Instant at) {
        inTransaction(() -> oneOffs.ended(running(armed(1, NOON)), at));
    }

    private void inTransaction(Runnable batch) {
        database.transaction().executeWithoutResult(status -> batch.run());
    }

    private int ends() {
        return Objects.requireNonNull(
                database.sql().queryForObject("SELECT count(*) FROM ledger.one_off_end", Integer.class));
    }

    private static SpendOneOff spent(int run) {
        return new SpendOneOff(JOB, LIFE, ENVIRONMENT, key(run).id());
    }

    private static JobView job(UUID life, JobDefinition definition, @Nullable Instant deletedAt) {
        return new JobView(JOB, life, 1, definition, Map.of(), List.of(), NOON, NOON, deletedAt);
    }
}
