package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.execution.GuardedDnsResolver.Resolution;
import dev.runledger.kernel.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedDnsResolverTest {

    private static final AccountId GREEDY = new AccountId("greedy", 1);
    private static final AccountId OTHER = new AccountId("other", 1);

    private final CountDownLatch stall = new CountDownLatch(1);
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final GuardedDnsResolver resolver = new GuardedDnsResolver(this::answer, 8);
    private final ScheduledExecutorService watchdogs = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        stall.countDown();
        runs.close();
        resolver.close();
        watchdogs.shutdownNow();
    }

    private List<byte[]> answer(String host) {
        asked.add(host);
        if (host.startsWith("slow")) {
            block();
        }
        if (host.startsWith("broken")) {
            throw new StackOverflowError("as a resolver's own fault may be");
        }
        return List.of(host.equals("odd") ? new byte[2] : new byte[] {1, 1, 1, 1});
    }

    @Test
    void namesThatNeverAnswerStopNoOtherAccount() {
        List<Future<Resolution>> slow = IntStream.range(0, 100)
                .mapToObj(i -> later(GREEDY, "slow-" + i))
                .toList();
        await().until(() -> asked.size() == 4);

        assertThat(resolve(OTHER, "quick", 20_000)).isInstanceOf(Resolution.Found.class);
        assertThat(asked).hasSize(5);

        stall.countDown();
        assertThat(slow).allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Resolution.Found.class));
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotLookedUp() {
        List<Future<Resolution>> first =
                IntStream.range(0, 4).mapToObj(i -> later(GREEDY, "slow-" + i)).toList();
        await().until(() -> asked.size() == 4);
        IntStream.range(4, 20).forEach(i -> resolve(GREEDY, "slow-" + i, 5));
        stall.countDown();

        assertThat(resolve(GREEDY, "last", 20_000)).isInstanceOf(Resolution.Found.class);
        assertThat(first).allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Resolution.Found.class));
        assertThat(asked).hasSize(5).endsWith("last");
    }

    @Test
    void runsOfOneAccountShareALookUpAndAccountsDoNot() {
        List<Future<Resolution>> same = IntStream.range(0, 5)
                .mapToObj(i -> later(i == 0 ? OTHER : GREEDY, "slow"))
                .toList();
        await().until(() -> asked.size() == 2);
        stall.countDown();

        assertThat(same).allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Resolution.Found.class));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aResolverThatBreaksIsAskedAgain() {
        for (int i = 0; i < 20; i++) {
            assertThat(resolve(GREEDY, "broken", 20_000)).isInstanceOf(Resolution.Unknown.class);
        }
        assertThat(asked).hasSize(20);
    }

    @Test
    void bytesThatAreNoAddressAreNoAnswer() {
        assertThat(resolve(GREEDY, "odd", 20_000)).isInstanceOf(Resolution.Unknown.class);
    }

    private Future<Resolution> later(AccountId account, String host) {
        return runs.submit(() -> resolve(account, host, 20_000));
    }

    private Resolution resolve(AccountId account, String host, int millis) {
        try (Cutoff cutoff = new Cutoff().arm(Duration.ofMillis(millis), Watchdogs.on(watchdogs))) {
            return resolver.resolve(account, host, cutoff);
        }
    }

    private void block() {
        try {
            stall.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
