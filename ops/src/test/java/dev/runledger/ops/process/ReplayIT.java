package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of runs is built anew by a process beside the service, or without it. */
class ReplayIT {

    private static final int SOME = 300;
    private static final String TABLES =
            "views.run, views.open_run, views.run_snapshot, views.last_run, views.run_tally, views.run_tally_news";

    private Installation home;
    private HitRecorder target;

    @BeforeEach
    void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
    }

    @AfterEach
    void close() {
        home.close();
        target.close();
    }

    private ServiceProcess replay(String... options) {
        return home.launch(
                Stream.concat(Stream.of("replay", "runs", "--data", home.data().toString()), Stream.of(options))
                        .toList());
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void whoTriggersAndWhoReadsMeanwhileNoticesNothing() throws Exception {
        Api api = home.api(home.serve());
        api.createJob("busy", target.url());
        Reading reading;
        Load load = Load.start(api, "busy", 4);
        try (load) {
            await().atMost(ServiceProcess.PATIENCE)
                    .until(() -> load.acknowledged().size() > SOME);
            reading = Reading.start(api, load.acknowledged().iterator().next());
            ServiceProcess replay = replay();
            assertThat(replay.awaitExit()).as(replay.output()).isZero();
            assertThat(replay.output()).contains("row for row", "The new list is in place");
            int before = load.acknowledged().size();
            await().atMost(ServiceProcess.PATIENCE)
                    .until(() -> load.acknowledged().size() > before + SOME);
            reading.close();
        }

        assertThat(load.oddAnswers()).isEmpty();
        assertThat(reading.troubles).isEmpty();
        assertThat(reading.answers).hasPositiveValue();
        Map<String, Api.Run> runs = api.awaitAllOver();
        assertThat(runs.keySet()).isEqualTo(load.acknowledged());
        assertThat(runs.values()).containsOnly(new Api.Run("SUCCEEDED", ""));
        ServiceProcess check = replay("--check");
        assertThat(check.awaitExit()).as(check.output()).isZero();
    }

    /** Asks for the list without a pause; a run that was there once must be there always. */
    private static final class Reading {

        final Set<String> troubles = ConcurrentHashMap.newKeySet();
        final AtomicInteger answers = new AtomicInteger();
        private final Thread reader;
        private volatile boolean stopped;

        private Reading(Api api, String run) {
            reader = Thread.ofVirtual().start(() -> {
                while (!stopped) {
                    ask(api, run);
                }
            });
        }

        static Reading start(Api api, String run) {
            await().atMost(ServiceProcess.PATIENCE).until(() -> shows(api, run));
            return new Reading(api, run);
        }

        /** The oldest first, so that the run stays on the page. */
        private static boolean shows(Api api, String run) throws IOException, InterruptedException {
            Api.Answer answer = api.get("/api/v1/runs?sort=created_at&page[size]=1000&filter[status]=SUCCEEDED");
            if (answer.status() != 200) {
                throw new IOException(answer.toString());
            }
            return answer.body().contains(run);
        }

        private void ask(Api api, String run) {
            try {
                if (!shows(api, run)) {
                    troubles.add("run " + run + " is missing");
                }
                answers.incrementAndGet();
            } catch (IOException e) {
                troubles.add(e.toString());
                stopped = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }

        void close() throws InterruptedException {
            stopped = true;
            reader.join();
        }
    }

    @Test
    void damageIsToldAndMendedOnlyIfThatIsAskedFor() throws Exception {
        Api api = home.api(home.serve());
        api.createJob("kept", target.url());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(api.mustRun("kept"));
        }
        Map<String, Api.Run> sound = api.awaitAllOver();
        sql(
                "DELETE FROM views.run WHERE id = '" + ids.get(3) + "'",
                "UPDATE views.run SET status = 'FAILED' WHERE id = '" + ids.get(4) + "'");

        ServiceProcess look = replay();
        assertThat(look.awaitExit()).as(look.output()).isEqualTo(1);
        assertThat(look.output())
                .doesNotContain(" INFO ")
                .contains(ids.get(3) + " is missing", ids.get(4) + " is different");
        assertThat(api.runs()).isNotEqualTo(sound).hasSize(19);

        ServiceProcess mending = replay("--accept-differences");
        assertThat(mending.awaitExit()).as(mending.output()).isZero();
        assertThat(api.runs()).isEqualTo(sound);

        sql("TRUNCATE " + TABLES);
        assertThat(replay("--accept-differences").awaitExit()).isZero();
        assertThat(api.runs()).isEqualTo(sound);
    }

    @Test
    void aReplayThatIsKilledLeavesTheListAsItIsAndTheNextOneNothingOfIt() throws Exception {
        Api api = home.api(home.serve());
        api.createJob("kept", target.url());
        String run = api.mustRun("kept");
        Map<String, Api.Run> before = api.awaitAllOver();
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT * FROM ledger.token WHERE processor = 'runs' FOR UPDATE");
            replay().awaitLine("Comparing").kill();
        }
        assertThat(api.runs()).isEqualTo(before).containsKey(run);

        ServiceProcess next = replay();

        assertThat(next.awaitExit()).as(next.output()).isZero();
        assertThat(api.runs()).isEqualTo(before);
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement();
                var left = statement.executeQuery("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'runs%'")) {
            assertThat(left.next()).isFalse();
        }
    }

    @Test
    void withoutAServiceTheDatabaseRunsForAsLongAsItTakes() throws Exception {
        ServiceProcess service = home.serve();
        Api api = home.api(service);
        api.createJob("kept", target.url());
        api.mustRun("kept");
        api.awaitAllOver();
        service.terminate();
        service.awaitExit();

        ServiceProcess replay = replay();

        assertThat(replay.awaitExit()).as(replay.output()).isZero();
        assertThat(replay.output()).contains("The new list is in place");
        assertThat(home.databaseProcesses()).isEmpty();
    }

    @Test
    void whatCannotBeReplayedIsRefusedInASentence() {
        ServiceProcess jobs = home.launch(List.of("replay", "jobs"));
        assertThat(jobs.awaitExit()).isEqualTo(2);
        assertThat(jobs.output()).isEqualTo("Only the list of runs can be built anew: runledger replay runs.");

        ServiceProcess nothing = replay();
        assertThat(nothing.awaitExit()).as(nothing.output()).isEqualTo(1);
        assertThat(nothing.output()).contains("There is no database in " + home.data());
    }
}
