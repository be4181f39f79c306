package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.TrackingEventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes append to one database from many threads, and readers on both see all of it in one order. */
class TwoNodesTest {

    private static final int SENDERS = 8;
    private static final int COUNTS = 150;
    private static final int EVENTS = SENDERS * (COUNTS + 1);

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5_000, 32 << 20})
    void positionsHaveNoGapsAndEveryReaderSeesEachEventOnceAndInOrder(long tailBytes) {
        EventStoreSettings settings = new EventStoreSettings(tailBytes, 100, 20_000, Duration.ofSeconds(1));
        try (TestNode here = new TestNode(ledger, settings, batch -> {}, GroupCommitSettings.DEFAULTS).started();
                TestNode there = new TestNode(ledger, settings, batch -> {}, GroupCommitSettings.DEFAULTS).started()) {
            List<CompletableFuture<List<Long>>> readers = List.of(read(here), read(here), read(there), read(there));
            List<CompletableFuture<Void>> senders = IntStream.range(0, SENDERS)
                    .mapToObj(i -> send(i % 2 == 0 ? here : there, "counter/" + i))
                    .toList();
            List<Long> all = LongStream.rangeClosed(1, EVENTS).boxed().toList();
            assertThat(senders).allSatisfy(sender -> assertThat(sender).succeedsWithin(Duration.ofSeconds(60)));
            assertThat(readers)
                    .allSatisfy(reader -> assertThat(reader)
                            .succeedsWithin(Duration.ofSeconds(60))
                            .isEqualTo(all));
            assertThat(ledger.numbers("SELECT position FROM ledger.event ORDER BY 1"))
                    .isEqualTo(all);
            assertThat(ledger.number("SELECT last FROM ledger.head")).isEqualTo(EVENTS);
        }
    }

    private CompletableFuture<Void> send(TestNode node, String counter) {
        return CompletableFuture.runAsync(
                () -> {
                    node.send(new CounterCommand.Open(counter));
                    for (int i = 1; i <= COUNTS; i++) {
                        assertThat(node.send(new CounterCommand.Count(counter, 1)))
                                .isEqualTo(i);
                    }
                },
                threads);
    }

    private CompletableFuture<List<Long>> read(TestNode node) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (TrackingEventStream stream = node.store.openStream(null)) {
                        List<Long> positions = new ArrayList<>();
                        while (positions.size() < EVENTS) {
                            positions.add(EventPage.position(stream.nextAvailable()));
                        }
                        return positions;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }
}
