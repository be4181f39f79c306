package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM and Ctrl-C: what is in flight ends first, then everything, and that is a success. */
class StopIT {

    private static Installation home;
    private static HitRecorder target;

    @BeforeAll
    static void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
    }

    @AfterAll
    static void close() {
        home.close();
        target.close();
    }

    @Test
    void sigtermLetsRunsInFlightEnd() throws Exception {
        assertDrains(ServiceProcess::terminate);
    }

    @Test
    void ctrlCLetsRunsInFlightEnd() throws Exception {
        assertDrains(ServiceProcess::interruptGroup);
    }

    @Test
    void aRunThatTakesLongerThanTheDrainLimitIsLost() throws Exception {
        ServiceProcess service = home.serve("DRAIN_LIMIT=1s");
        Set<String> runs = runsInFlight(home.api(service), 2);

        service.terminate();
        assertThat(service.awaitExit()).as(service.output()).isZero();
        assertThat(home.databaseProcesses()).isEmpty();
        target.release();

        assertThat(afterRestart(runs)).containsExactly(new Api.Run("FAILED", "WORKER_LOST"));
        assertThat(target.hits()).containsAllEntriesOf(once(runs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting Runledger", "Starting PostgreSQL", "Bringing the schema"})
    void aStartIsStoppedAtAnyMoment(String moment) {
        ServiceProcess service = home.launch().awaitLine(moment);

        service.interruptGroup();

        assertThat(service.awaitExit()).as(service.output()).isZero();
        assertThat(service.output()).contains("Stopped.").doesNotContain("Exception", "\tat ");
        assertThat(home.databaseProcesses()).isEmpty();
    }

    private static void assertDrains(Consumer<ServiceProcess> stop) throws Exception {
        ServiceProcess service = home.serve();
        Set<String> runs = runsInFlight(home.api(service), 3);

        stop.accept(service);
        service.awaitLine("Stopping");
        target.release();

        assertThat(service.awaitExit()).as(service.output()).isZero();
        assertThat(service.output()).contains("Stopped.").doesNotContain("Exception", "\tat ");
        assertThat(home.databaseProcesses()).isEmpty();
        assertThat(afterRestart(runs)).containsExactly(new Api.Run("SUCCEEDED", ""));
        assertThat(target.hits()).containsAllEntriesOf(once(runs));
    }

    /** Their calls have arrived and are not answered. */
    private static Set<String> runsInFlight(Api api, int number) throws IOException, InterruptedException {
        target.holdAfter(0);
        String job = "job-" + UUID.randomUUID();
        api.createJob(job, target.url());
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < number; i++) {
            runs.add(api.mustRun(job));
        }
        await().atMost(ServiceProcess.PATIENCE).until(() -> target.held().equals(runs));
        return runs;
    }

    /** The ways they ended. */
    private static Set<Api.Run> afterRestart(Set<String> runs) throws IOException, InterruptedException {
        try (ServiceProcess again = home.serve()) {
            Api api = home.api(again);
            api.awaitAllOver();
            Set<Api.Run> endings = new HashSet<>();
            for (String run : runs) {
                endings.add(api.find(run));
            }
            return endings;
        }
    }

    private static Map<String, Integer> once(Set<String> runs) {
        return runs.stream().collect(Collectors.toMap(run -> run, run -> 1));
    }
}
