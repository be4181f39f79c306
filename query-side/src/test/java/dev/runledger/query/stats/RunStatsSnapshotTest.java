package dev.runledger.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.run.RunViews;
import dev.runledger.query.stats.RunStats.BucketCount;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** An answer is of one moment, whatever is written and folded while it is made. */
class RunStatsSnapshotTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.fresh();
    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.VIEWER, EnvironmentScope.ALL, "test");

    private final RunViews views = new RunViews(VIEWS.jdbc(), "views");

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void whatIsWrittenBetweenTwoPartsIsInNeither() {
        Runnable aFireIsPlanned = () -> StoredHistory.addFire(
                VIEWS.jdbc(), AccountId.DEFAULT, "nightly", "production", RandomHistory.START, null);
        RunStatsQueries stats = new RunStatsQueries(VIEWS.jdbc(), VIEWS.manager(), new Interrupting(aFireIsPlanned));

        assertThat(stats.answer(question()).nextScheduled()).isNull();
        assertThat(stats(Clock.fixed(RandomHistory.START, ZoneOffset.UTC))
                        .answer(question())
                        .nextScheduled())
                .isNotNull();
    }

    @Test
    void noRunIsMissedOrCountedTwiceWhileTheyEndAndAreFolded() {
        List<RunEvent> events = new RandomHistory(new Random(81)).events(3_000);
        long expected = RandomHistory.folded(events).stream()
                .filter(run -> run.key().account().equals(AccountId.DEFAULT))
                .count();
        RunStatsQueries stats = stats(Clock.fixed(RandomHistory.START, ZoneOffset.UTC));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(events));

        long before = 0;
        do {
            RunStats answer = stats.answer(question());
            long total = answer.tally().total();
            assertThat(total).isGreaterThanOrEqualTo(before);
            assertThat(Objects.requireNonNull(answer.buckets()).stream()
                            .mapToLong(BucketCount::count)
                            .sum())
                    .isEqualTo(total);
            before = total;
        } while (!writer.isDone());

        writer.join();
        assertThat(stats.answer(question()).tally().total()).isEqualTo(expected);
    }

    private void write(List<RunEvent> events) {
        Tallies tallies = new Tallies(VIEWS.jdbc(), InSchema.VIEWS);
        for (int at = 0; at < events.size(); at += 50) {
            List<RunEvent> batch = events.subList(at, Math.min(events.size(), at + 50));
            VIEWS.commit(() -> views.write(batch));
            if (at % 150 == 0) {
                VIEWS.commit(tallies::fold);
            }
        }
    }

    private static RunStatsQueries stats(Clock clock) {
        return new RunStatsQueries(VIEWS.jdbc(), VIEWS.manager(), clock);
    }

    private static StatsQuestion question() {
        MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
        query.add("bucket", "1h");
        return StatsQuestion.of(CALLER, query);
    }

    /** Does something on another thread, and waits for it, before it tells the time. */
    private static final class Interrupting extends Clock {

        private final Runnable work;

        private Interrupting(Runnable work) {
            this.work = work;
        }

        @Override
        public Instant instant() {
            CompletableFuture.runAsync(work).join();
            return RandomHistory.START;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
