package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerTest extends WorkerFixture {

    @Test
    void aRunIsStartedSentAndReported() {
        carryOut(worker(), run(1));
        StartRun start = commands.sent(StartRun.class).getFirst();
        assertThat(start.jobVersion()).isEqualTo(3);
        assertThat(start.worker()).isEqualTo(WORKER);
        assertThat(start.successStatus()).isEqualTo(new StatusPattern("2xx"));
        assertThat(start.request().headers())
                .containsEntry("X-Env", "<redacted>")
                .containsEntry("Runledger-Run", "<redacted>");
        assertThat(target.requests.getFirst())
                .startsWith("POST /hook HTTP/1.1\r\nHost: ")
                .contains("\r\nX-Env: production\r\n", "\r\nRunledger-Job: nightly\r\n");
        assertThat(completed()).singleElement().satisfies(complete -> {
            assertThat(complete.attempt()).isEqualTo(start.attempt());
            assertThat(complete.outcome()).isInstanceOf(RunOutcome.Answered.class);
        });
    }

    @Test
    void nothingIsSentBeforeTheStartIsGranted() {
        CompletableFuture<Object> grant = new CompletableFuture<>();
        commands.onStart(start -> grant);
        Worker worker = worker();
        worker.offer(run(1));
        await().until(() -> commands.sent(StartRun.class).size() == 1);
        assertThat(target.connections).hasValue(0);
        grant.complete(ScriptedCommands.view(commands.sent(StartRun.class).getFirst(), ScriptedCommands.NOON));
        awaitIdle(worker);
        assertThat(target.requests).hasSize(1);
    }

    @Test
    void aDeletedOrRebornJobsRunIsCanceled() {
        jobs.current = null;
        carryOut(worker(), run(1));
        jobs.current = job(1, new UUID(2, 2), target.url("/"));
        carryOut(worker(), run(2));
        jobs.current = job(3, LIFE, target.url("/"));
        commands.onStart(start -> ScriptedCommands.refused(new Refusal.JobDeleted("nightly")));
        carryOut(worker(), run(3));
        assertThat(commands.sent(CancelPendingRun.class))
                .containsExactly(
                        new CancelPendingRun(key(1), "job deleted"),
                        new CancelPendingRun(key(2), "job deleted"),
                        new CancelPendingRun(key(3), "job deleted"));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void aRunIsNotCanceledOnAMemoryOfItsSlugsEarlierLife() {
        jobs.current = job(7, new UUID(2, 2), target.url("/old"));
        jobs.next = job(1, LIFE, target.url("/new"));
        carryOut(worker(), run(1));
        assertThat(commands.sent(CancelPendingRun.class)).isEmpty();
        assertThat(target.requests).singleElement().asString().startsWith("POST /new ");
    }

    @Test
    void aFireOfAnEnvironmentThatWasDisabledMeanwhileIsCanceled() {
        jobs.current = disabled(3);
        carryOut(worker(), fire(1, 1));
        assertThat(commands.sent).containsExactly(new CancelPendingRun(key(1), "environment disabled"));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void aFireIsCanceledWhenItsJobMovesToBeDisabledWhileItIsToStart() {
        jobs.next = disabled(4);
        commands.onStart(start -> ScriptedCommands.refused(new Refusal.DefinitionMoved(JOB)));
        carryOut(worker(), fire(1, 1));
        assertThat(commands.sent(CancelPendingRun.class))
                .containsExactly(new CancelPendingRun(key(1), "environment disabled"));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void aFireIsNotCanceledOnAMemoryOfAnEditThatAnotherHasUndone() {
        jobs.current = disabled(3);
        jobs.next = job(4, LIFE, target.url("/again"));
        carryOut(worker(), fire(1, 1));
        assertThat(commands.sent(CancelPendingRun.class)).isEmpty();
        assertThat(target.requests).singleElement().asString().startsWith("POST /again ");
    }

    @Test
    void aMemoryThatIsOlderThanTheRunIsNotAskedWith() {
        jobs.next = job(5, LIFE, target.url("/new"));
        carryOut(worker(), fire(1, 5));
        assertThat(commands.sent(StartRun.class))
                .extracting(StartRun::jobVersion)
                .containsExactly(5);
        assertThat(target.requests).singleElement().asString().startsWith("POST /new ");
    }

    @Test
    void aDefinitionThatMovedIsReadAgainAndAskedForWithTheSameAttempt() {
        commands.onStart(start -> {
            jobs.current = job(4, LIFE, target.url("/new"));
            return ScriptedCommands.refused(new Refusal.DefinitionMoved(JOB));
        });
        carryOut(worker(), run(1));
        List<StartRun> starts = commands.sent(StartRun.class);
        assertThat(starts).extracting(StartRun::jobVersion).containsExactly(3, 4);
        assertThat(starts.getFirst().attempt()).isEqualTo(starts.getLast().attempt());
        assertThat(jobs.forgotten).hasValue(1);
        assertThat(target.requests).singleElement().asString().startsWith("POST /new ");
    }

    @Test
    void aStartOfUnknownOutcomeIsAskedForAgainWithTheSameAttempt() {
        commands.onStart(start -> ScriptedCommands.unavailable())
                .onStart(start -> CompletableFuture.failedFuture(new IllegalStateException("bus")))
                .onStart(start -> {
                    throw new IllegalStateException("bus closed");
                });
        carryOut(worker(), run(1));
        assertThat(commands.sent(StartRun.class))
                .hasSize(4)
                .containsOnly(commands.sent(StartRun.class).getFirst());
        assertThat(target.requests).hasSize(1);
        assertThat(completed()).hasSize(1);
    }

    @Test
    void ifTheGrantWasToAnEarlierQuestionThatOneIsSent() {
        CompletableFuture<StartRun> first = new CompletableFuture<>();
        commands.onStart(start -> {
                    first.complete(start);
                    jobs.current = job(4, LIFE, target.url("/new"));
                    return ScriptedCommands.refused(new Refusal.DefinitionMoved(JOB));
                })
                .onStart(start -> ScriptedCommands.granted(first.join()));
        carryOut(worker(), run(1));
        assertThat(target.requests).singleElement().asString().startsWith("POST /hook ");
    }

    @Test
    void aRunThatIsSomebodyElsesOrOverIsDropped() {
        commands.onStart(start -> ScriptedCommands.refused(new Refusal.StartRefused(start.run(), "taken")))
                .onStart(start -> ScriptedCommands.refused(new Refusal.RunNotFound("gone")))
                .onStart(start -> ScriptedCommands.refused(
                        new Refusal.RunTerminal(start.run().id(), "CANCELED")))
                .onStart(start -> ScriptedCommands.refused(new Refusal.RunExists(start.run())))
                .onStart(start -> ScriptedCommands.done("not a run"));
        Worker worker = worker();
        for (int i = 1; i <= 5; i++) {
            carryOut(worker, run(i));
        }
        assertThat(commands.sent(StartRun.class)).hasSize(5);
        assertThat(commands.sent).hasSize(5);
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void anOutcomeIsReportedUntilItIsTaken() {
        commands.onComplete(complete -> ScriptedCommands.unavailable())
                .onComplete(complete -> ScriptedCommands.unavailable());
        carryOut(worker(), run(1));
        assertThat(completed()).hasSize(3).containsOnly(completed().getFirst());
        assertThat(target.requests).hasSize(1);
    }

    @Test
    void anOutcomeThatIsRefusedIsDropped() {
        commands.onComplete(complete -> ScriptedCommands.refused(new Refusal.RunNotFound("gone")));
        carryOut(worker(), run(1));
        assertThat(completed()).hasSize(1);
    }

    @Test
    void theTimeoutCountsFromTheStartAndNotFromTheGrant() {
        commands.onStart(
                start -> ScriptedCommands.done(ScriptedCommands.view(start, ScriptedCommands.NOON.minusSeconds(20))));
        carryOut(worker(), run(1));
        assertThat(completed())
                .singleElement()
                .satisfies(complete -> assertThat(complete.outcome())
                        .isEqualTo(
                                new RunOutcome.TimedOut("the timeout of 20 s ended before the request could be sent")));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void aMistakeOfOursEndsTheRun() {
        jobs.current = job(3, LIFE, target.url("/"), Map.of("X", "\u010d"));
        carryOut(worker(), run(1));
        assertThat(completed())
                .singleElement()
                .satisfies(complete -> assertThat(complete.outcome())
                        .isEqualTo(new RunOutcome.Unreachable("internal error: the request could not be carried out")));
    }

    @Test
    void oneRunsMistakeHarmsNoOther() {
        Worker worker = worker();
        jobs.mistakes.set(1);
        worker.offer(run(1));
        worker.offer(run(2));
        awaitIdle(worker);
        assertThat(completed()).extracting(CompleteRun::run).containsExactlyInAnyOrder(key(1), key(2));
    }

    @Test
    void attemptsHaveIdsOfTheirOwn() {
        Worker worker = worker();
        carryOut(worker, run(1));
        carryOut(worker, run(2));
        assertThat(commands.sent(StartRun.class))
                .extracting(StartRun::attempt)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.version()).isEqualTo(4));
        assertThat(worker.workerId()).isEqualTo(WORKER);
    }
}
