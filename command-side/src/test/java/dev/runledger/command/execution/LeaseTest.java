package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private final CallerFixture caller = new CallerFixture();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private RawTarget target;

    @BeforeEach
    void open() throws IOException {
        target = RawTarget.answering(RawTarget.OK);
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        caller.close();
        target.close();
    }

    @Test
    void aRequestIsSentOnlyWhileTheLeaseIsHeld() {
        caller.lease.lapse();
        CompletableFuture<RunOutcome> outcome = calling(new Cutoff());
        awaitWaiting(1);
        assertThat(target.requests).isEmpty();

        caller.lease.renew();

        assertThat(outcome.join()).isInstanceOf(RunOutcome.Answered.class);
        assertThat(target.requests).hasSize(1);
    }

    /** It was held when the call began, and is not when the connection is there. */
    @Test
    void aLeaseThatLapsesWhileConnectingKeepsTheRequestBack() {
        caller.lease.lapseAfter(1);
        CompletableFuture<RunOutcome> outcome = calling(new Cutoff());
        awaitWaiting(1);
        await().until(() -> target.connections.get() == 1);
        assertThat(target.requests).isEmpty();

        caller.lease.renew();

        assertThat(outcome.join()).isInstanceOf(RunOutcome.Answered.class);
    }

    @Test
    void aRenewalThatCameTooLateIsWaitedForAgain() {
        caller.lease.lapse();
        CompletableFuture<RunOutcome> outcome = calling(new Cutoff());
        awaitWaiting(1);

        caller.lease.renewTooLate();
        awaitWaiting(2);
        assertThat(target.requests).isEmpty();

        caller.lease.renew();
        assertThat(outcome.join()).isInstanceOf(RunOutcome.Answered.class);
    }

    @Test
    void aTimeoutThatEndsFirstSaysThatNothingWasSent() {
        caller.lease.lapse();
        Cutoff cutoff = new Cutoff().arm(Duration.ofSeconds(2), Watchdogs.on(caller.watchdogs));

        RunOutcome outcome = calling(cutoff).join();

        assertThat(outcome)
                .isEqualTo(new RunOutcome.TimedOut("the timeout of 20 s ended while waiting to be confirmed as a live"
                        + " worker; nothing was sent to target.example.net:" + target.port()));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void anAbortEndsTheWaitAndNothingIsSentThen() {
        caller.lease.lapse();
        Cutoff cutoff = new Cutoff().arm(Duration.ofHours(1), Watchdogs.on(caller.watchdogs));
        CompletableFuture<RunOutcome> outcome = calling(cutoff);
        awaitWaiting(1);

        cutoff.abort();
        outcome.join();
        caller.lease.renew();

        assertThat(target.connections).hasValue(0);
    }

    private CompletableFuture<RunOutcome> calling(Cutoff cutoff) {
        OutboundRequest request = new OutboundRequest(CallerFixture.ACME, CallerFixture.get(target.url("/")), Map.of());
        return CompletableFuture.supplyAsync(() -> caller.caller.call(request, cutoff), threads);
    }

    private void awaitWaiting(int times) {
        await().until(() -> caller.lease.awaited.get() >= times);
    }
}
