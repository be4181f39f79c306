package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.store.FaultyWire;
import dev.runledger.ops.store.FaultyWire.Fault;
import dev.runledger.ops.web.Wire.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node whose wire to its database goes wrong, and what its clients and runs notice of that. */
class DatabaseTroubleTest extends ApiTest {

    private static final TestDatabase DATABASE = TestPostgres.freshDatabase();
    private static final FaultyWire WIRE = FaultyWire.to(DATABASE.url());

    /** Every append of events begins so. */
    private static final String APPEND = "COPY ledger.event";

    private static final int MORE_THAN_THE_POOL_HAS = 5;

    DatabaseTroubleTest() {
        super(Map.of("RUNLEDGER_DATABASE_URL", WIRE.url(DATABASE.url())));
    }

    @BeforeEach
    void mend() {
        WIRE.mend();
        awaitReady();
    }

    @AfterAll
    static void close() {
        WIRE.mend();
    }

    @Test
    void withoutADatabaseEverythingThatNeedsItIs503AndReadinessTellsIt() {
        String job = job(calling(target.url("/fine")), PRODUCTION);
        WIRE.cut();
        await().until(() -> api.get("/readyz").status() == 503);

        assertUnavailableMeanwhile(job, 1);

        WIRE.mend();
        awaitReady();
        assertThat(ended(run(job)).path("status").textValue()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aDatabaseThatHangsHoldsNobodyUpForLong() {
        String job = job(calling(target.url("/fine")), PRODUCTION);
        WIRE.fallSilent();
        assertThat(took(() -> assertThat(api.get("/readyz").status()).isEqualTo(503)))
                .isLessThan(Duration.ofSeconds(10));

        assertUnavailableMeanwhile(job, MORE_THAN_THE_POOL_HAS);

        WIRE.mend();
        awaitReady();
        assertThat(ended(run(job)).path("status").textValue()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aCallUnderWayKeepsItsResultUntilItCanBeWritten() {
        String run = run(job(calling(target.url("/gate/kept")), PRODUCTION));
        target.taken("/gate/kept");
        WIRE.cut();
        await().until(() -> api.get("/readyz").status() == 503);
        target.open("/gate/kept");

        WIRE.mend();

        awaitReady();
        assertThat(ended(run).path("status").textValue()).isEqualTo("SUCCEEDED");
        assertThat(target.wasCalled("/gate/kept")).isFalse();
    }

    @Test
    void aKeyedTriggerWhoseCommitIsNotAnsweredMakesOneRun() {
        String job = job(calling(target.url("/keyed")), PRODUCTION);
        WIRE.set(APPEND, new Fault.AtItsCommit(new Fault.AnswerIsLost()));

        Answer first = trigger(job, "once");
        Answer again = trigger(job, "once");

        assertUnavailable(first);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        String run = again.json().at("/data/id").textValue();
        assertThat(ended(run).path("status").textValue()).isEqualTo("SUCCEEDED");
        assertThat(theRun(job)).isEqualTo(run);
        target.taken("/keyed");
        assertThat(target.wasCalled("/keyed")).isFalse();
    }

    /** The first append is the trigger's, the second the start's, the third that of the result. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunGoesOnWhereACommitWasNotAnswered(int before) {
        assertRunsOnce("/unanswered" + before, before, new Fault.AnswerIsLost());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunGoesOnWhereACommitNeverArrived(int before) {
        assertRunsOnce("/unheard" + before, before, new Fault.NeverArrives());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunGoesOnAfterADiskWasFull(int before) {
        assertRunsOnce("/full" + before, before, new Fault.Fails("53100"));
    }

    private void assertRunsOnce(String path, int before, Fault fault) {
        String job = job(calling(target.url(path)), PRODUCTION);
        int faults = WIRE.faults();
        WIRE.set(APPEND, before, new Fault.AtItsCommit(fault));

        assertThat(ended(run(job)).path("status").textValue()).isEqualTo("SUCCEEDED");

        assertThat(WIRE.faults()).isEqualTo(faults + 1);
        target.taken(path);
        assertThat(target.wasCalled(path)).isFalse();
    }

    /** All at once: each waits for as long as the others. */
    private void assertUnavailableMeanwhile(String job, int times) {
        List<Supplier<Answer>> requests = List.of(
                () -> api.get(JOBS),
                () -> api.get(JOBS + "/" + job),
                () -> api.get(RUNS),
                () -> api.send("POST", JOBS + "/" + job + "/actions/run", ""));
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Answer>> answers = IntStream.range(0, times)
                    .boxed()
                    .flatMap(time -> requests.stream())
                    .map(request -> CompletableFuture.supplyAsync(request, clients))
                    .toList();
            assertThat(took(() -> assertThat(api.get("/livez").status()).isEqualTo(200)))
                    .isLessThan(Duration.ofSeconds(4));
            assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(30)));
            answers.forEach(answer -> assertUnavailable(answer.join()));
        }
    }

    private Answer trigger(String job, String key) {
        return api.send("POST", JOBS + "/" + job + "/actions/run", "", "Idempotency-Key: " + key);
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
    }

    private void awaitReady() {
        await().atMost(PATIENCE).until(() -> api.get("/readyz").status() == 200);
    }

    private static Duration took(Runnable step) {
        long begun = System.nanoTime();
        step.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
