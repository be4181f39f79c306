package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.runledger.query.run.RunViews;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replay makes, finds and leaves, beside a live view that stands still. */
class RunReplayTest {

    private static final int RUNS = 200;

    private static final StoredHistory DATABASE = new StoredHistory();

    private final StoredHistory history = DATABASE.emptied();

    private void followedToTheEnd() {
        history.runs(1, RUNS, StoredHistory.MARCH);
        history.followed(history.head(), history.head());
    }

    @Test
    void aListThatIsWhatTheEventsMakeIsReplacedByItsLikeness() throws Exception {
        followedToTheEnd();
        List<String> before = history.rows();
        long table = table();

        ReplayResult result = history.replayed(false, false);

        assertThat(result.differences()).isEmpty();
        assertThat(result.swapped()).isTrue();
        assertThat(result.events()).isEqualTo(history.head());
        assertThat(table()).isNotEqualTo(table);
        assertThat(history.rows()).isEqualTo(before).hasSizeGreaterThan(RUNS);
        assertThat(history.schemas()).isEmpty();
    }

    @Test
    void aCheckChangesNothing() throws Exception {
        followedToTheEnd();
        long table = table();

        assertThat(history.replayed(true, true).swapped()).isFalse();
        assertThat(table()).isEqualTo(table);
        assertThat(history.schemas()).isEmpty();
    }

    private long table() {
        Long oid = history.sql.queryForObject("SELECT 'views.run'::regclass::oid::bigint", Long.class);
        return oid == null ? 0 : oid;
    }

    @Test
    void differencesAreToldWithTheirPlaceAndTheListStaysAsItIs() throws Exception {
        followedToTheEnd();
        history.runs(1_001, 1, StoredHistory.MARCH.plus(Duration.ofDays(40)));
        history.followed(history.head(), history.head());
        history.sql.update(
                "DELETE FROM views.run WHERE id = ?", StoredHistory.run(1).id());
        history.sql.update(
                "UPDATE views.run SET status = 'FAILED' WHERE id = ?",
                StoredHistory.run(2).id());
        history.sql.update(
                "UPDATE views.run_snapshot SET result = NULL WHERE id = ?",
                StoredHistory.run(3).id());
        List<String> damaged = history.rows();

        ReplayResult result = history.replayed(false, false);

        assertThat(result.swapped()).isFalse();
        assertThat(history.rows()).isEqualTo(damaged);
        assertThat(result.differences()).extracting(Difference::table).contains("run", "run_snapshot");
        Difference ofRun = result.differences().getFirst();
        assertThat(ofRun.part()).isEqualTo("2026-03");
        assertThat(ofRun.live()).isEqualTo(ofRun.rebuilt() - 1);
        assertThat(ofRun.examples())
                .containsExactly(
                        StoredHistory.run(1).id() + " is missing",
                        StoredHistory.run(2).id() + " is different");
    }

    @Test
    void differencesThatAreAcceptedAreMended() throws Exception {
        followedToTheEnd();
        List<String> sound = history.rows();
        history.sql.update(
                "DELETE FROM views.run WHERE id = ?", StoredHistory.run(1).id());
        history.sql.update("UPDATE views.open_run SET job = 'another'");

        ReplayResult result = history.replayed(false, true);

        assertThat(result.differences()).isNotEmpty();
        assertThat(result.swapped()).isTrue();
        assertThat(history.rows()).isEqualTo(sound);
        assertThat(history.replayed(true, false).differences()).isEmpty();
    }

    @Test
    void anEmptiedListComesBack() throws Exception {
        followedToTheEnd();
        List<String> sound = history.rows();
        RunViews.TABLES.forEach(table -> history.sql.execute("TRUNCATE views." + table));

        assertThat(history.replayed(false, true).differences()).isNotEmpty();

        assertThat(history.rows()).isEqualTo(sound);
        assertThat(history.replayed(true, false).differences()).isEmpty();
    }

    @Test
    void segmentsThatAreNotEquallyFarAreComparedEachWhereItIs() throws Exception {
        history.runs(1, RUNS, StoredHistory.MARCH);
        history.followed(history.head() - 20, history.head() / 3);

        ReplayResult result = history.replayed(false, false);

        assertThat(result.differences()).isEmpty();
        assertThat(result.swapped()).isTrue();
    }

    @Test
    void whatAKilledReplayLeftIsInNobodysWay() throws Exception {
        followedToTheEnd();
        history.sql.execute("CREATE SCHEMA runs_replay CREATE TABLE run (id int)");
        history.sql.execute("CREATE SCHEMA runs_replaced CREATE TABLE run (id int)");

        assertThat(history.replayed(false, false).swapped()).isTrue();
        assertThat(history.schemas()).isEmpty();
    }

    @Test
    void thereIsOneReplayAtATime() throws Exception {
        followedToTheEnd();
        try (Connection other = history.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + RunReplay.LOCK + ")");

            assertThatThrownBy(() -> history.replayed(false, false))
                    .isInstanceOf(ReplayFailure.class)
                    .hasMessageContaining("Another replay");
        }
    }

    @Test
    void aViewOfTheOperatorsOwnWouldStayBehindAndIsNamed() {
        followedToTheEnd();
        history.sql.execute("CREATE VIEW public.failures AS SELECT * FROM views.run WHERE status = 'FAILED'");

        assertThatThrownBy(() -> history.replayed(false, false))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("failures");
        history.sql.execute("DROP VIEW public.failures");
    }

    @Test
    void aListThatNobodyHasBegunToWriteIsNotReplayed() {
        assertThatThrownBy(() -> history.replayed(false, false))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("Start the service");
    }

    @Test
    void tablesThatAreBeingReadAreReplacedOnceTheyAreFree() throws Exception {
        followedToTheEnd();
        try (Connection reader = history.database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM views.run");
            Thread ending = Thread.ofVirtual().start(() -> endWhenWaitedFor(reader));

            assertThat(history.replayed(false, false).swapped()).isTrue();
            ending.join();
        }
    }

    private void endWhenWaitedFor(Connection reader) {
        try {
            await().until(() -> Boolean.TRUE.equals(history.sql.queryForObject(
                    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock')",
                    Boolean.class)));
            reader.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
