package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.runledger.ops.store.PrunedRuns;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A replay of runs of which some have been pruned. */
class PrunedReplayTest {

    private static final int RUNS = 60;
    private static final StoredHistory DATABASE = new StoredHistory();

    /** Some that succeeded, one that failed. */
    private static final List<Integer> SOME =
            IntStream.of(1, 2, 3, 10, 58, 59, 60).boxed().toList();

    private final StoredHistory history = DATABASE.emptied();

    private void prunedAfterAll() {
        history.runs(1, RUNS, StoredHistory.MARCH);
        history.followed(history.head(), history.head());
        history.pruned(SOME);
    }

    @Test
    void theListIsWhatTheEventsMakeThatAreLeft() throws Exception {
        prunedAfterAll();
        history.followed(history.head(), history.head());
        List<String> rows = history.rows();

        ReplayResult result = history.replayed(false, false);

        assertThat(result.differences()).isEmpty();
        assertThat(result.swapped()).isTrue();
        assertThat(history.rows()).isEqualTo(rows);
        assertThat(String.join(" ", rows))
                .contains(StoredHistory.run(4).id().toString())
                .doesNotContain(StoredHistory.run(1).id().toString())
                .doesNotContain(StoredHistory.run(60).id().toString());
    }

    @Test
    void aLiveListThatIsAboutToTakeThePruningInIsWaitedFor() throws Exception {
        prunedAfterAll();
        Thread follower = Thread.ofVirtual().start(() -> {
            await().until(this::isPruningPaused);
            history.followed(history.head(), history.head());
        });

        assertThat(history.replayed(true, false).differences()).isEmpty();
        follower.join();
    }

    private boolean isPruningPaused() {
        String held = "SELECT (classid::bigint << 32 | objid::bigint)::text FROM pg_locks"
                + " WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        return history.texts(held).contains(Long.toString(PrunedRuns.PAUSE));
    }

    @Test
    void aLiveListThatNobodyTellsOfThePruningIsDifferentUntilItIsReplaced() throws Exception {
        prunedAfterAll();

        ReplayResult result = history.replayed(false, true);

        assertThat(result.differences()).isNotEmpty();
        assertThat(result.swapped()).isTrue();
        assertThat(history.said()).contains("have been pruned");

        history.followed(history.head(), history.head());
        assertThat(history.replayed(true, false).differences()).isEmpty();
    }

    @Test
    void aReplayDoesNotBeginWhileRunsAreBeingPruned() throws Exception {
        prunedAfterAll();
        try (Connection pruner = history.database.dataSource().getConnection();
                Statement statement = pruner.createStatement()) {
            statement.execute("SELECT pg_advisory_lock_shared(" + PrunedRuns.PAUSE + ")");

            assertThatThrownBy(() -> history.replayed(true, false))
                    .isInstanceOf(ReplayFailure.class)
                    .hasMessageContaining("being pruned");
        }
    }
}
