package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of the service while it calls out: what it had acknowledged happens, and nothing happens twice. */
class KilledServiceIT {

    private static final int IN_FLIGHT = 5;
    private static final int TRIGGERS = 40;

    private static Installation home;
    private static HitRecorder target;

    /** The one that is up at the moment; each kill is followed by another. */
    private static ServiceProcess service;

    @BeforeAll
    static void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
        service = serve();
    }

    private static ServiceProcess serve() {
        return home.serve("IN_FLIGHT=" + IN_FLIGHT);
    }

    @AfterAll
    static void close() {
        home.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatWasInFlightIsLostAndWhatWaitedIsDoneAndNothingIsSentTwice(long moment) throws Exception {
        Random random = new Random(moment);
        int answered = random.nextInt(TRIGGERS / 2);
        int acknowledgedBefore = random.nextInt(answered + IN_FLIGHT, TRIGGERS + 1);
        target.holdAfter(answered);
        Api api = home.api(service);
        String job = "job-" + moment;
        api.createJob(job, target.url());

        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Thread client = Thread.ofVirtual().start(() -> triggerUntilItDies(api, job, acknowledged));
        await().atMost(ServiceProcess.PATIENCE)
                .until(() -> acknowledged.size() >= acknowledgedBefore
                        && target.held().size() == IN_FLIGHT);
        service.kill();
        client.join();
        Set<String> inFlight = target.held();
        Set<String> sent = target.hits().keySet();
        target.release();

        service = serve();
        Map<String, Api.Run> runs = home.api(service).awaitAllOver();
        assertThat(runs.keySet()).containsAll(acknowledged);
        assertThat(inFlight)
                .hasSize(IN_FLIGHT)
                .allSatisfy(run -> assertThat(runs).containsEntry(run, new Api.Run("FAILED", "WORKER_LOST")));
        assertThat(runs).allSatisfy((run, shown) -> {
            assertThat(target.hits()).as(run).containsEntry(run, 1);
            // An answer may have come too late to be recorded before the kill.
            Set<String> reasons = sent.contains(run) ? Set.of("", "WORKER_LOST") : Set.of("");
            assertThat(shown.reason()).as(run).isIn(reasons);
        });
    }

    private static void triggerUntilItDies(Api api, String job, Set<String> acknowledged) {
        try {
            for (int i = 0; i < TRIGGERS; i++) {
                acknowledged.add(api.mustRun(job));
            }
        } catch (IOException died) {
            // As it should, somewhere in between.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
