package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** kill -9 and restarts of PostgreSQL, and kill -9 of PostgreSQL and the service at once, while clients trigger runs without a pause. */
class KilledDatabaseIT {

    private static final int CLIENTS = 3;
    private static final long SEED = 20_261;

    private static final String NO_GAPS =
            "SELECT count(*) = max(position) AND max(position) = (SELECT last FROM ledger.head) FROM ledger.event";

    private static Installation home;
    private static HitRecorder target;

    /** The one that is up at the moment. */
    private static ServiceProcess service;

    @BeforeAll
    static void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
        service = home.serve();
    }

    @AfterAll
    static void close() {
        home.close();
        target.close();
    }

    @Test
    void theServiceGoesOnByItselfAndTriggersAreAnsweredMeanwhile() throws Exception {
        Random random = new Random(SEED);
        Api api = home.api(service);
        api.createJob("database", target.url());
        Load load = Load.start(api, "database", CLIENTS);
        try (load) {
            awaitMore(load, 20);
            for (int end = 0; end < 3; end++) {
                long ended = end == 1 ? home.endDatabase() : home.killDatabase();
                awaitAnotherThan(ended);
                awaitMore(load, 20 + random.nextInt(200));
            }
        }

        assertThat(load.oddAnswers()).isEmpty();
        assertAccountedFor(api.awaitAllOver(), load.acknowledged());
    }

    @Test
    void bothComeBackFromAKillAtTheSameTime() throws Exception {
        Api api = home.api(service);
        api.createJob("both", target.url());
        Load load = Load.start(api, "both", CLIENTS);
        try (load) {
            awaitMore(load, 100);
            home.killDatabase();
            service.kill();
        }

        service = home.serve();
        assertAccountedFor(home.api(service).awaitAllOver(), load.acknowledged());
    }

    /** One that ends in order takes the file with it that tells its number. */
    private static void awaitAnotherThan(long ended) {
        await().atMost(ServiceProcess.PATIENCE)
                .ignoreException(UncheckedIOException.class)
                .until(() -> home.postmaster() != ended);
    }

    private static void awaitMore(Load load, int runs) {
        int before = load.acknowledged().size();
        await().atMost(ServiceProcess.PATIENCE).until(() -> load.acknowledged().size() >= before + runs);
    }

    private static void assertAccountedFor(Map<String, Api.Run> runs, Set<String> acknowledged) throws SQLException {
        Map<String, Integer> hits = target.hits();
        assertThat(runs.keySet()).containsAll(acknowledged);
        assertThat(runs.keySet()).containsAll(hits.keySet());
        runs.forEach((run, shown) -> {
            assertThat(shown.over()).as("%s %s", run, shown).isTrue();
            int least = shown.status().equals("SUCCEEDED") ? 1 : 0;
            assertThat(hits.getOrDefault(run, 0)).as("%s %s", run, shown).isBetween(least, 1);
        });
        assertThat(positionsHaveNoGaps()).isTrue();
    }

    private static boolean positionsHaveNoGaps() throws SQLException {
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NO_GAPS)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
