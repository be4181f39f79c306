package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several transactions at once, each on a connection of its own. */
class RunProjectionConcurrencyTest {

    private final ViewsDatabase views = ViewsDatabase.fresh();
    private final RunProjection projection = new RunProjection(views.jdbc());

    @Test
    void aTransactionInsideAnotherHasABatchOfItsOwn() {
        List<RunEvent> events = new RandomRuns(new Random(41)).events(20);
        List<RunEvent> others = new RandomRuns(new Random(42)).events(20);

        views.commit(() -> {
            events.subList(0, 10).forEach(projection::on);
            views.rollBack(() -> others.forEach(projection::on));
            events.subList(10, events.size()).forEach(projection::on);
        });

        assertThat(StoredRuns.all(views.jdbc())).isEqualTo(RandomRuns.folded(events));
    }

    @Test
    void differentRunsMayComeOnSeveralThreads() {
        List<List<RunEvent>> segments = IntStream.range(0, 4)
                .mapToObj(segment -> new RandomRuns(new Random(70 + segment)).events(200))
                .toList();

        CompletableFuture.allOf(segments.stream()
                        .map(segment -> CompletableFuture.runAsync(() -> inBatchesOf(40, segment)))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(StoredRuns.all(views.jdbc()))
                .isEqualTo(RandomRuns.folded(
                        segments.stream().flatMap(List::stream).toList()));
    }

    private void inBatchesOf(int size, List<RunEvent> events) {
        for (int at = 0; at < events.size(); at += size) {
            List<RunEvent> batch = events.subList(at, Math.min(at + size, events.size()));
            views.commit(() -> batch.forEach(projection::on));
        }
    }
}
