package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one job's target does not answer until it is released; whoever else is called answers at once. */
class WorkerTurnsTest extends WorkerFixture {

    private static final AccountId OTHER = new AccountId("other", 1);
    private static final int MANY = 300;
    private static final int AT_HOST = 3;
    private static final InFlightLimits FEW_AT_A_HOST = new InFlightLimits(8, 8, AT_HOST);

    private RawTarget quick;

    @BeforeEach
    void openTargets() throws IOException {
        slowTarget();
        quick = RawTarget.answering(RawTarget.OK);
    }

    @Override
    void close() throws IOException {
        quick.close();
        super.close();
    }

    private static void offer(Worker worker, int first, int last) {
        for (int i = first; i <= last; i++) {
            worker.offer(run(i));
        }
    }

    /** The slow target was called so often and holds them all, so many wait, and nobody is about to do either. */
    private void awaitTurns(Worker worker, int held, int waiting) {
        await().atMost(LONG)
                .until(() ->
                        worker.inFlight() == held && worker.waiting() == waiting && target.requests.size() == held);
    }

    private static void awaitNoTurns(Worker worker) {
        await().atMost(LONG).until(() -> worker.inFlight() == 0 && worker.waiting() == 0);
    }

    private PendingRun quickRun(int number, AccountId account) {
        return run(number, new JobKey(account, "quick"), quick.url("quick.example.net", "/quick"));
    }

    private List<Long> started() {
        return commands.sent(StartRun.class).stream()
                .map(start -> start.run().id().getLeastSignificantBits())
                .toList();
    }

    @Test
    void aTargetThatNeverAnswersDoesNotDelayAnother() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, MANY);
        awaitTurns(worker, AT_HOST, MANY - AT_HOST);
        for (int i = 1; i <= MANY; i++) {
            worker.offer(quickRun(1000 + i, CallerFixture.ACME));
        }
        await().atMost(LONG).until(() -> completed().size() == MANY);
        assertThat(quick.requests).hasSize(MANY);
        assertThat(target.requests).hasSize(AT_HOST);
        assertThat(worker.waiting()).isEqualTo(MANY - AT_HOST);
    }

    @Test
    void anAccountWhoseTargetsNeverAnswerDoesNotDelayAnother() {
        Worker worker = worker(new InFlightLimits(8, 5, 8));
        offer(worker, 1, MANY);
        awaitTurns(worker, 5, MANY - 5);
        for (int i = 1; i <= MANY; i++) {
            worker.offer(quickRun(i, OTHER));
        }
        await().atMost(LONG).until(() -> completed().size() == MANY);
        assertThat(completed()).allMatch(complete -> complete.run().account().equals(OTHER));
        assertThat(target.requests).hasSize(5);
    }

    @Test
    void allThatWaitHaveTheirTurnOnceTheTargetAnswers() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, MANY);
        awaitTurns(worker, AT_HOST, MANY - AT_HOST);
        release.countDown();
        awaitIdle(worker);
        assertThat(completed())
                .extracting(CompleteRun::run)
                .doesNotHaveDuplicates()
                .hasSize(MANY);
        awaitNoTurns(worker);
    }

    @Test
    void aHostIsOneWhateverItsPortAndSpelling() throws IOException {
        try (RawTarget elsewhere = RawTarget.answering(RawTarget.OK)) {
            Worker worker = worker(FEW_AT_A_HOST);
            offer(worker, 1, AT_HOST);
            awaitTurns(worker, AT_HOST, 0);
            worker.offer(run(50, new JobKey(OTHER, "same-host"), elsewhere.url("TARGET.example.net.", "/")));
            awaitTurns(worker, AT_HOST, 1);
            assertThat(elsewhere.connections).hasValue(0);
        }
    }

    @Test
    void whoWillBeBlockedNeedsNoRoomAtAHost() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, MANY);
        worker.offer(run(5000, new JobKey(OTHER, "no-url"), "http://2130706433/"));
        await().until(() -> completed().size() == 1);
        assertThat(completed().getFirst().outcome()).isInstanceOf(RunOutcome.Blocked.class);
    }

    @Test
    void aRunThatWaitsForItsTurnIsNotStarted() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, AT_HOST);
        awaitTurns(worker, AT_HOST, 0);
        offer(worker, AT_HOST + 1, AT_HOST + 1);
        awaitTurns(worker, AT_HOST, 1);
        assertThat(started()).hasSize(AT_HOST).doesNotContain(AT_HOST + 1L);
        assertThat(worker.inHand()).contains(key(AT_HOST + 1));
        release.countDown();
        awaitIdle(worker);
        assertThat(started()).last().isEqualTo(AT_HOST + 1L);
    }

    @Test
    void aRunThatIsCanceledWhileItWaitsIsForgottenAtOnce() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, AT_HOST);
        awaitTurns(worker, AT_HOST, 0);
        offer(worker, 10, 12);
        awaitTurns(worker, AT_HOST, 3);
        worker.abort(key(11));
        assertThat(worker.inHand()).doesNotContain(key(11));
        assertThat(worker.waiting()).isEqualTo(2);
        release.countDown();
        awaitIdle(worker);
        assertThat(started()).contains(10L, 12L).doesNotContain(11L);
    }

    @Test
    void aRunThatWaitsIsNotTakenTwice() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, AT_HOST + 1);
        awaitTurns(worker, AT_HOST, 1);
        offer(worker, 1, AT_HOST + 1);
        awaitTurns(worker, AT_HOST, 1);
        release.countDown();
        awaitIdle(worker);
        assertThat(target.requests).hasSize(AT_HOST + 1);
    }

    @Test
    void whatWaitsIsLeftOverByADrainAtOnce() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, AT_HOST);
        awaitTurns(worker, AT_HOST, 0);
        offer(worker, 10, 12);
        awaitTurns(worker, AT_HOST, 3);
        CompletableFuture<Set<?>> left = CompletableFuture.supplyAsync(() -> worker.drain(LONG));
        await().until(() -> worker.inHand().size() == AT_HOST);
        assertThat(worker.waiting()).isZero();
        release.countDown();
        assertThat(left.join()).isEqualTo(Set.of(key(10), key(11), key(12)));
        assertThat(completed()).hasSize(AT_HOST);
    }

    @Test
    void whatWaitedBeforeARejoinIsForgottenAndMayBeOfferedAgain() {
        Worker worker = worker(FEW_AT_A_HOST);
        offer(worker, 1, AT_HOST);
        awaitTurns(worker, AT_HOST, 0);
        offer(worker, 10, 10);
        awaitTurns(worker, AT_HOST, 1);
        worker.rejoin(new UUID(9, 10));
        release.countDown();
        awaitNoTurns(worker);
        assertThat(started()).hasSize(AT_HOST);
        carryOut(worker, run(10));
        assertThat(commands.sent(StartRun.class).getLast().worker()).isEqualTo(new UUID(9, 10));
    }

    @Test
    void aRunWhoseJobMovesToAFullHostGivesItsTurnBackAndWaitsThere() {
        Worker worker = worker(new InFlightLimits(2, 2, 1));
        offer(worker, 1, 1);
        awaitTurns(worker, 1, 0);
        JobKey moving = new JobKey(CallerFixture.ACME, "moving");
        PendingRun run = run(2, moving, quick.url("moving.example.net", "/old"));
        commands.onStart(start -> {
            jobs.others.put(moving, job(4, LIFE, target.url("/new")));
            return ScriptedCommands.refused(new Refusal.DefinitionMoved(moving));
        });
        worker.offer(run);
        awaitTurns(worker, 1, 1);
        worker.offer(quickRun(3, CallerFixture.ACME));
        await().until(() -> completed().size() == 1);
        assertThat(target.requests).hasSize(1);
        release.countDown();
        awaitIdle(worker);
        assertThat(target.requests).last().asString().startsWith("POST /new ");
    }

    @Test
    void aJobThatIsEditedWhileItsRunWaitsIsCalledWhereItIsByThen() {
        Worker worker = worker(new InFlightLimits(5, 5, 1));
        offer(worker, 1, 1);
        awaitTurns(worker, 1, 0);
        offer(worker, 2, 2);
        awaitTurns(worker, 1, 1);
        jobs.current = job(4, LIFE, quick.url("elsewhere.example.net", "/edited"));
        release.countDown();
        awaitIdle(worker);
        assertThat(quick.requests).singleElement().asString().startsWith("POST /edited ");
        assertThat(commands.sent(StartRun.class))
                .extracting(StartRun::jobVersion)
                .containsExactly(3, 4);
    }

    @Test
    void aBacklogIsNotReadAllAtOnceAndDelaysNoOtherAccountsReading() {
        jobs.holdReading();
        Worker worker = worker(new InFlightLimits(5000, 5000, 5000));
        offer(worker, 1, 1000);
        await().until(() -> jobs.reading.get() == 256);
        assertThat(worker.waiting()).isEqualTo(1000 - 256);
        worker.offer(quickRun(1, OTHER));
        await().until(() -> jobs.reading.get() == 257);
        jobs.letRead();
        release.countDown();
        awaitIdle(worker);
        assertThat(completed()).hasSize(1001);
    }
}
