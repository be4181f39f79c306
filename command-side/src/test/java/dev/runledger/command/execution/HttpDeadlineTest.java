package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpDeadlineTest {

    private final CallerFixture caller = new CallerFixture();

    @AfterEach
    void close() throws Exception {
        caller.close();
    }

    @Test
    void aSilentTargetEndsInATimeout() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.awaitEnd();
        })) {
            assertThat(timedOut(target.url("/")))
                    .isEqualTo("the timeout of 2 s ended while waiting for an answer of target.example.net:"
                            + target.port());
            target.closed.await();
        }
    }

    @Test
    void aBodyThatDripsCannotStretchTheDeadline() throws Exception {
        try (RawTarget target = dripping("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")) {
            assertThat(timedOut(target.url("/"))).contains("while reading the body of");
            target.closed.await();
        }
    }

    @Test
    void aHeadThatDripsCannotStretchTheDeadline() throws Exception {
        try (RawTarget target = dripping("HTTP/1.1 200 OK\r\nX: ")) {
            assertThat(timedOut(target.url("/"))).contains("while waiting for an answer of");
        }
    }

    @Test
    void aTargetThatDoesNotReadEndsInATimeout() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> await(done))) {
            String body = "x".repeat(16 * 1024 * 1024);
            RunOutcome outcome = caller.call(CallerFixture.spec("POST", target.url("/"), body, 1));
            done.countDown();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            RunOutcome.TimedOut.class,
                            timedOut -> assertThat(timedOut.detail()).contains("while sending to"));
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredEndsInATimeout() throws Exception {
        try (RawTarget target = new RawTarget(RawTarget.Peer::awaitEnd)) {
            assertThat(timedOut("https://target.example.net:" + target.port() + "/"))
                    .contains("while connecting to");
        }
    }

    @Test
    void aSlowNameLookUpEndsInATimeout() {
        assertThat(timedOut("http://slow-dns.example.net/")).contains("look-up of slow-dns.example.net");
    }

    @Test
    void anAbortedCallHangsUpAtOnce() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.awaitEnd();
        })) {
            Cutoff cutoff = new Cutoff().arm(Duration.ofHours(1), Watchdogs.on(caller.watchdogs));
            CompletableFuture<RunOutcome> outcome = CompletableFuture.supplyAsync(
                    () -> caller.caller.call(request(target.url("/")), cutoff),
                    Executors.newVirtualThreadPerTaskExecutor());
            Awaitility.await().until(() -> !target.requests.isEmpty());
            cutoff.abort();
            assertThat(outcome.get()).isInstanceOf(RunOutcome.TimedOut.class);
            assertThat(cutoff.aborted()).isTrue();
            target.closed.await();
        }
    }

    @Test
    void aCallAbortedBeforehandConnectsToNobody() throws Exception {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            Cutoff cutoff = new Cutoff();
            cutoff.abort();
            caller.caller.call(request(target.url("/")), cutoff);
            assertThat(target.requests).isEmpty();
        }
    }

    @Test
    void thousandsOfCallsToOneSlowTargetAreInFlightAtOnce() throws Exception {
        int calls = 2_500;
        CountDownLatch arrived = new CountDownLatch(calls);
        CountDownLatch release = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    arrived.countDown();
                    await(release);
                    peer.send(RawTarget.OK);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RunOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                outcomes.add(CompletableFuture.supplyAsync(
                        () -> caller.call(CallerFixture.spec("GET", target.url("/"), null, 300)), threads));
            }
            arrived.await();
            release.countDown();
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.get()).isInstanceOf(RunOutcome.Answered.class));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A byte every 50 ms after the start. */
    private static RawTarget dripping(String start) throws IOException {
        return new RawTarget(peer -> {
            peer.request();
            peer.send(start);
            while (true) {
                peer.send("a");
                LockSupport.parkNanos(50_000_000);
            }
        });
    }

    private static OutboundRequest request(String url) {
        return new OutboundRequest(CallerFixture.ACME, CallerFixture.get(url), Map.of());
    }

    private String timedOut(String url) {
        return ((RunOutcome.TimedOut) caller.call(CallerFixture.spec("GET", url, null, 2))).detail();
    }
}
