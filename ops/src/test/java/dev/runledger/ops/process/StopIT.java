package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

    private static final List<Consumer<ServiceProcess>> SIGNALS =
            List.of(ServiceProcess::terminate, ServiceProcess::interruptGroup);

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
    void sigtermAndCtrlCLetRunsInFlightEnd() throws Exception {
        ServiceProcess service = home.serve();
        for (Consumer<ServiceProcess> stop : SIGNALS) {
            Set<String> runs = runsInFlight(home.api(service), 3, 3);

            stop.accept(service);
            service.awaitLine("Stopping");
            target.release();

            assertWellStopped(service);
            service = home.serve();
            assertThat(endings(home.api(service), runs)).containsExactly(new Api.Run("SUCCEEDED", ""));
            assertThat(target.hits()).containsAllEntriesOf(once(runs));
        }
        service.close();
    }

    @Test
    void afterTheDrainLimitWhatIsInFlightIsLostAndWhatWaitsIsDoneLater() throws Exception {
        ServiceProcess service = home.serve("DRAIN_LIMIT=1s", "IN_FLIGHT=2");
        Set<String> waiting = new HashSet<>(runsInFlight(home.api(service), 5, 2));
        Set<String> lost = target.held();
        waiting.removeAll(lost);

        service.terminate();
        assertWellStopped(service);
        target.release();

        try (ServiceProcess again = home.serve()) {
            assertThat(endings(home.api(again), lost)).containsExactly(new Api.Run("FAILED", "WORKER_LOST"));
            assertThat(endings(home.api(again), waiting)).containsExactly(new Api.Run("SUCCEEDED", ""));
        }
        assertThat(target.hits()).containsAllEntriesOf(once(lost)).containsAllEntriesOf(once(waiting));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting Runledger", "Starting PostgreSQL", "Bringing the schema"})
    void aStartIsStoppedAtAnyMoment(String moment) {
        ServiceProcess service = home.launch().awaitLine(moment);

        service.interruptGroup();

        assertWellStopped(service);
    }

    private static void assertWellStopped(ServiceProcess service) {
        assertThat(service.awaitExit()).as(service.output()).isZero();
        assertThat(service.output()).endsWith("Stopped.").doesNotContain("Exception", "\tat ");
        assertThat(home.databaseProcesses()).isEmpty();
    }

    /** So many runs; the calls of some have arrived and are not answered, and the others wait. */
    private static Set<String> runsInFlight(Api api, int number, int calls) throws IOException, InterruptedException {
        target.holdAfter(0);
        String job = "job-" + UUID.randomUUID();
        api.createJob(job, target.url());
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < number; i++) {
            runs.add(api.mustRun(job));
        }
        await().atMost(ServiceProcess.PATIENCE).until(() -> target.held().size() == calls);
        return runs;
    }

    /** The ways in which all of them ended. */
    private static Set<Api.Run> endings(Api api, Set<String> runs) throws IOException, InterruptedException {
        Map<String, Api.Run> all = new HashMap<>(api.awaitAllOver());
        assertThat(all.keySet()).containsAll(runs);
        all.keySet().retainAll(runs);
        return Set.copyOf(all.values());
    }

    private static Map<String, Integer> once(Set<String> runs) {
        return runs.stream().collect(Collectors.toMap(run -> run, run -> 1));
    }
}
