package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerLimitsTest extends WorkerFixture {

    @Test
    void aRunInHandIsNotTakenTwice() throws IOException {
        slowTarget();
        Worker worker = worker();
        worker.offer(run(1));
        worker.offer(run(1));
        await().until(() -> target.requests.size() == 1);
        worker.offer(run(1));
        assertThat(worker.inHand()).containsExactly(key(1));
        release.countDown();
        awaitIdle(worker);
        assertThat(target.requests).hasSize(1);
    }

    @Test
    void beyondTheLimitRunsWaitInOrder() throws IOException {
        slowTarget();
        Worker worker = worker(2);
        worker.offer(run(1));
        worker.offer(run(2));
        await().until(() -> target.requests.size() == 2);
        worker.offer(run(3));
        worker.offer(run(4));
        await().until(() -> worker.waiting() == 2);
        assertThat(worker.inHand()).hasSize(4);
        assertThat(commands.sent(StartRun.class)).extracting(StartRun::run).containsExactlyInAnyOrder(key(1), key(2));
        release.countDown();
        awaitIdle(worker);
        assertThat(completed()).hasSize(4);
    }

    @Test
    void waitingRunsBeginInTheOrderOfTheirOffers() throws IOException {
        slowTarget();
        Worker worker = worker(1);
        for (int i = 1; i <= 20; i++) {
            worker.offer(run(i));
            int waiting = i - 1;
            await().until(() -> worker.inFlight() == 1 && worker.waiting() == waiting);
        }
        release.countDown();
        awaitIdle(worker);
        assertThat(commands.sent(StartRun.class))
                .extracting(start -> start.run().id().getLeastSignificantBits())
                .isSorted()
                .hasSize(20);
    }

    @Test
    void anAbortedCallHangsUpAndIsNotReported() throws Exception {
        slowTarget();
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> target.requests.size() == 1);
        worker.abort(key(1));
        awaitIdle(worker);
        assertThat(completed()).isEmpty();
    }

    @Test
    void aRunAbortedBeforeItsGrantIsNeverSent() {
        CompletableFuture<Object> grant = new CompletableFuture<>();
        commands.onStart(start -> grant);
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> commands.sent(StartRun.class).size() == 1);
        worker.abort(key(1));
        grant.complete(ScriptedCommands.view(commands.sent(StartRun.class).getFirst(), ScriptedCommands.NOON));
        awaitIdle(worker);
        assertThat(target.requests).isEmpty();
        assertThat(completed()).isEmpty();
    }

    @Test
    void aWaitingRunThatIsAbortedIsForgotten() throws IOException {
        slowTarget();
        Worker worker = worker(1);
        worker.offer(run(1));
        await().until(() -> worker.inFlight() == 1);
        worker.offer(run(2));
        await().until(() -> worker.waiting() == 1);
        worker.abort(key(2));
        worker.abort(key(77));
        assertThat(worker.inHand()).containsExactly(key(1));
    }

    @Test
    void drainingWaitsForWhatIsInFlightAndTakesNothingMore() throws Exception {
        slowTarget();
        Worker worker = worker(1);
        worker.offer(run(1));
        await().until(() -> target.requests.size() == 1);
        worker.offer(run(2));
        await().until(() -> worker.waiting() == 1);
        CompletableFuture<Set<RunKey>> left = CompletableFuture.supplyAsync(() -> worker.drain(LONG));
        await().until(() -> worker.inHand().size() == 1);
        worker.offer(run(3));
        release.countDown();
        assertThat(left.get()).containsExactly(key(2));
        assertThat(completed()).extracting(CompleteRun::run).containsExactly(key(1));
    }

    @Test
    void whatOutlastsTheDrainIsAbortedAndNamed() throws IOException {
        slowTarget();
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> target.requests.size() == 1);
        assertThat(worker.drain(SOON)).containsExactly(key(1));
        awaitIdle(worker);
        assertThat(completed()).isEmpty();
    }

    @Test
    void aStartOfUnknownOutcomeIsLeftOverByADrain() {
        for (int i = 0; i < 100; i++) {
            commands.onStart(start -> ScriptedCommands.unavailable());
        }
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> !commands.sent(StartRun.class).isEmpty());
        assertThat(worker.drain(LONG)).containsExactly(key(1));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void anOutcomeIsStillReportedWhileDraining() {
        CompletableFuture<Object> lost = new CompletableFuture<>();
        commands.onComplete(complete -> lost);
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> completed().size() == 1);
        CompletableFuture<Set<RunKey>> left = CompletableFuture.supplyAsync(() -> worker.drain(LONG));
        lost.completeExceptionally(new IllegalStateException("the database went away"));
        assertThat(left.join()).isEmpty();
        assertThat(completed()).hasSize(2);
    }
}
