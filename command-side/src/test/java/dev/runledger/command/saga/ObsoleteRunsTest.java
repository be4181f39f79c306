package dev.runledger.command.saga;

import static dev.runledger.command.saga.SampleRuns.ENVIRONMENT;
import static dev.runledger.command.saga.SampleRuns.HOURLY;
import static dev.runledger.command.saga.SampleRuns.JOB;
import static dev.runledger.command.saga.SampleRuns.LIFE;
import static dev.runledger.command.saga.SampleRuns.NOON;
import static dev.runledger.command.saga.SampleRuns.ONCE;
import static dev.runledger.command.saga.SampleRuns.VERSION;
import static dev.runledger.command.saga.SampleRuns.armed;
import static dev.runledger.command.saga.SampleRuns.definition;
import static dev.runledger.command.saga.SampleRuns.fire;
import static dev.runledger.command.saga.SampleRuns.key;
import static dev.runledger.command.saga.SampleRuns.retry;
import static dev.runledger.command.saga.SampleRuns.run;
import static dev.runledger.command.saga.SampleRuns.running;
import static dev.runledger.command.saga.SampleRuns.store;
import static dev.runledger.command.saga.SampleRuns.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class ObsoleteRunsTest {

    private static final JobDefinition ENABLED = definition(HOURLY, true);
    private static final JobDefinition DISABLED = definition(HOURLY, false);
    private static final UUID LATER_LIFE = new UUID(9, 9);
    private static final JobReplaced DISABLING = replaced(VERSION + 1, DISABLED, List.of(ENVIRONMENT));
    private static final JobDeleted DELETED =
            new JobDeleted(JOB, LIFE, VERSION, ENABLED, NOON, NOON.plusSeconds(1), null);

    private final List<Command> sent = new ArrayList<>();
    private final LedgerDatabase database = new LedgerDatabase();
    private final OpenRunTable table = new PostgresOpenRuns(database.sql());
    private Function<Command, CompletableFuture<Object>> answer = command -> CompletableFuture.completedFuture(command);
    private @Nullable JobView current;
    private final ObsoleteRuns obsolete = new ObsoleteRuns(table, job -> Optional.ofNullable(current), command -> {
        sent.add(command);
        return answer.apply(command);
    });

    ObsoleteRunsTest() throws SQLException {}

    @Test
    void anEditThatDisablesAnEnvironmentCancelsWhatWaitsThere() {
        store(
                table,
                waiting(fire(1), NOON),
                waiting(retry(2, JobKind.RECURRING, NOON), NOON),
                waiting(run(3, JobKind.RECURRING, new Trigger.Manual()), NOON));

        obsolete.on(DISABLING);

        assertThat(sent)
                .containsExactlyInAnyOrder(cancel(1, "environment disabled"), cancel(2, "environment disabled"));
    }

    @Test
    void anEditThatChangesNothingOfThatCancelsNothing() {
        store(table, waiting(fire(1), NOON));

        obsolete.on(replaced(VERSION + 1, ENABLED, List.of()));

        assertThat(sent).isEmpty();
    }

    @Test
    void anEditFromBeforeTheRunCancelsNothing() {
        store(table, waiting(fire(1), NOON));

        obsolete.on(replaced(VERSION, DISABLED, List.of(ENVIRONMENT)));

        assertThat(sent).isEmpty();
    }

    @Test
    void whatWaitsForADeletedJobIsCanceled() {
        store(
                table,
                waiting(fire(1), NOON),
                waiting(run(2, JobKind.RECURRING, new Trigger.Rerun(new UUID(5, 5))), NOON));

        obsolete.on(DELETED);

        assertThat(sent).containsExactlyInAnyOrder(cancel(1, "job deleted"), cancel(2, "job deleted"));
    }

    @Test
    void whatRunsIsLeftToEnd() {
        store(table, running(fire(1)));

        obsolete.on(DELETED);
        obsolete.on(DISABLING);

        assertThat(sent).isEmpty();
    }

    @Test
    void runsOfALaterLifeAreNotTouched() {
        store(table, waiting(run(1, LATER_LIFE, JobKind.RECURRING, new Trigger.Manual()), NOON));

        obsolete.on(DELETED);
        obsolete.settle(view(VERSION, ENABLED, Map.of()), JobView.after(DELETED));

        assertThat(sent).isEmpty();
    }

    @Test
    void aFailingCommandFailsNobodyElse() {
        store(table, waiting(fire(1), NOON), waiting(fire(2), NOON));
        answer = command -> CompletableFuture.failedFuture(new Refused(new Refusal.Unavailable("away")));

        assertThatCode(() -> {
                    obsolete.on(DELETED);
                    obsolete.settle(view(VERSION, ENABLED, Map.of()), JobView.after(DELETED));
                })
                .doesNotThrowAnyException();

        assertThat(sent).hasSize(4);
    }

    @Test
    void anEditIsAnsweredOnceWhatItMadeObsoleteIsCanceled() {
        store(table, waiting(fire(1), NOON));
        answer = command ->
                new CompletableFuture<>().completeOnTimeout(command, 50, java.util.concurrent.TimeUnit.MILLISECONDS);

        obsolete.settle(view(VERSION, ENABLED, Map.of()), JobView.after(DISABLING));

        assertThat(sent).containsExactly(cancel(1, "environment disabled"));
    }

    @Test
    void anEditIsAnsweredEvenIfTheTableCannotBeRead() {
        database.sql().execute("DROP TABLE ledger.open_run");
        JobView before = view(VERSION, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(1)));

        obsolete.settle(before, JobView.after(DELETED));

        assertThat(sent).containsExactly(cancel(1, "job deleted"));
    }

    @Test
    void aOneOffsRunIsCanceledBeforeItHasARow() {
        JobView before = view(VERSION, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(1)));

        obsolete.settle(before, view(VERSION + 1, ENABLED, Map.of(ENVIRONMENT, new NextRun(NOON, null))));
        obsolete.settle(before, JobView.after(replaced(VERSION + 1, definition(ONCE, false), List.of(ENVIRONMENT))));
        obsolete.settle(before, JobView.after(DELETED));

        assertThat(sent)
                .containsExactly(
                        cancel(1, "schedule changed"), cancel(1, "environment disabled"), cancel(1, "job deleted"));
    }

    @Test
    void aOneOffThatStillWaitsForItsRunKeepsIt() {
        store(table, waiting(armed(1, NOON.plusSeconds(60)), NOON.plusSeconds(60)));
        JobView before = view(VERSION, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(1)));

        obsolete.settle(before, view(VERSION + 1, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(1))));

        assertThat(sent).isEmpty();
    }

    @Test
    void aOneOffsRunIsCanceledOnceThoughBothItsRowAndItsJobKnowIt() {
        store(table, waiting(armed(1, NOON.plusSeconds(60)), NOON.plusSeconds(60)));
        JobView before = view(VERSION, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(1)));

        obsolete.settle(before, view(VERSION + 1, definition(ONCE, true), Map.of(ENVIRONMENT, armedNext(2))));

        assertThat(sent).containsExactly(cancel(1, "schedule changed"));
    }

    @Test
    void aRunThatJustGotItsRowIsJudgedByWhatItsJobIsNow() {
        obsolete.recheck(List.of(fire(1)), List.of());
        current = view(VERSION + 1, DISABLED, Map.of());
        obsolete.recheck(List.of(fire(2)), List.of());
        current = view(VERSION + 1, ENABLED, Map.of());
        obsolete.recheck(List.of(fire(3)), List.of());

        assertThat(sent).containsExactly(cancel(1, "job deleted"), cancel(2, "environment disabled"));
    }

    @Test
    void aDueRunThatGetsItsRowAfterItsJobWasEditedIsJudgedToo() {
        obsolete.recheck(List.of(), List.of(fire(1)));
        assertThat(sent).isEmpty();

        current = view(VERSION + 1, DISABLED, Map.of());
        obsolete.settle(view(VERSION, ENABLED, Map.of()), current);
        obsolete.recheck(List.of(), List.of(fire(2)));

        assertThat(sent).containsExactly(cancel(2, "environment disabled"));
    }

    @Test
    void aRunWhoseJobCannotBeReadIsLeftToWhoeverBeginsIt() {
        ObsoleteRuns blind = new ObsoleteRuns(
                table,
                job -> {
                    throw new QueryTimeoutException("away");
                },
                answer);

        assertThatCode(() -> blind.recheck(List.of(fire(1)), List.of())).doesNotThrowAnyException();
    }

    private static CancelPendingRun cancel(int number, String why) {
        return new CancelPendingRun(key(number), why);
    }

    private static NextRun armedNext(int number) {
        return new NextRun(NOON.plusSeconds(60), key(number).id());
    }

    private static JobReplaced replaced(int version, JobDefinition definition, List<String> disabled) {
        return new JobReplaced(JOB, LIFE, version, definition, Map.of(), disabled, NOON, NOON);
    }

    private static JobView view(int version, JobDefinition definition, Map<String, NextRun> next) {
        return new JobView(JOB, LIFE, version, definition, next, List.of(), NOON, NOON, null);
    }
}
