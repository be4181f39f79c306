package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.run.RunCommand.StartRun;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A worker that was taken for dead, and learns of it. */
class RejoinTest extends WorkerFixture {

    private static final UUID RISEN = new UUID(9, 10);

    @Test
    void callsUnderWayAreHungUpAndNotReported() throws Exception {
        target.close();
        target = new RawTarget(peer -> {
            peer.request();
            peer.awaitEnd();
        });
        jobs.current = job(3, LIFE, target.url("/hook"));
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> !target.requests.isEmpty());

        worker.rejoin(RISEN);

        assertThat(worker.inHand()).isEmpty();
        target.closed.await();
        assertThat(worker.drain(LONG)).isEmpty();
        assertThat(completed()).isEmpty();
    }

    @Test
    void whatWaitedForRoomIsForgotten() throws IOException {
        slowTarget();
        Worker worker = worker(1);
        worker.offer(run(1));
        await().until(() -> !target.requests.isEmpty());
        worker.offer(run(2));
        await().until(() -> worker.waiting() == 1);

        worker.rejoin(RISEN);
        release.countDown();
        carryOut(worker, run(3));

        assertThat(commands.sent(StartRun.class)).extracting(StartRun::run).containsExactly(key(1), key(3));
    }

    @Test
    void aStartGrantedTooLateSendsNothing() {
        CompletableFuture<Object> grant = new CompletableFuture<>();
        commands.onStart(start -> grant);
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> commands.sent(StartRun.class).size() == 1);

        worker.rejoin(RISEN);
        grant.complete(ScriptedCommands.view(commands.sent(StartRun.class).getFirst(), ScriptedCommands.NOON));
        carryOut(worker, run(2));

        assertThat(target.requests).singleElement().asString().contains("Runledger-Run: " + key(2).id());
    }

    @Test
    void aRequestThatWaitedForTheLeaseIsNotSentAfterwards() {
        lease.lapse();
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> lease.awaited.get() == 1);

        worker.rejoin(RISEN);
        lease.renew();
        carryOut(worker, run(2));

        assertThat(target.requests).singleElement().asString().contains("Runledger-Run: " + key(2).id());
    }

    @Test
    void runsAreStartedUnderTheNewIdFromThenOn() {
        Worker worker = worker();
        carryOut(worker, run(1));
        worker.rejoin(RISEN);
        carryOut(worker, run(2));

        assertThat(worker.workerId()).isEqualTo(RISEN);
        assertThat(commands.sent(StartRun.class)).extracting(StartRun::worker).containsExactly(WORKER, RISEN);
    }

    /** It was broken off before it began, so it waits, and may be given to this worker again while its question is open. */
    @Test
    void aRunMayBeTakenAgainWhileItsOldAttemptStillWaitsForAnAnswer() {
        CompletableFuture<Object> never = new CompletableFuture<>();
        commands.onStart(start -> never);
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> commands.sent(StartRun.class).size() == 1);

        worker.rejoin(RISEN);
        carryOut(worker, run(1));

        assertThat(target.requests).hasSize(1);
        assertThat(completed()).hasSize(1);
        never.completeExceptionally(new IllegalStateException("lost"));
        assertThat(worker.drain(Duration.ZERO)).isEmpty();
    }
}
