package dev.runledger.command.saga;

import static dev.runledger.command.saga.SampleRuns.ENVIRONMENT;
import static dev.runledger.command.saga.SampleRuns.NOON;
import static dev.runledger.command.saga.SampleRuns.fire;
import static dev.runledger.command.saga.SampleRuns.key;
import static dev.runledger.command.saga.SampleRuns.retry;
import static dev.runledger.command.saga.SampleRuns.run;
import static dev.runledger.command.saga.SampleRuns.store;
import static dev.runledger.command.saga.SampleRuns.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class ClosedEnvironmentsTest {

    private static final AccountId ACCOUNT = key(1).account();

    private final List<Command> sent = new ArrayList<>();
    private final LedgerDatabase database = new LedgerDatabase();
    private final OpenRunTable table = new PostgresOpenRuns(database.sql());
    private Function<Command, CompletableFuture<Object>> answer = CompletableFuture::completedFuture;
    private Map<String, Environment> known = Map.of();
    private final ClosedEnvironments closed =
            new ClosedEnvironments(table, accounts -> Map.of(ACCOUNT, known), command -> {
                sent.add(command);
                return answer.apply(command);
            });

    ClosedEnvironmentsTest() throws SQLException {}

    @Test
    void allThatWaitsThereIsCanceledWhateverAskedForIt() {
        store(
                table,
                waiting(fire(1), NOON),
                waiting(retry(2, JobKind.RECURRING, NOON), NOON),
                waiting(run(3, JobKind.MANUAL, new Trigger.Manual()), NOON));

        closed.settle(ACCOUNT, ENVIRONMENT);

        assertThat(sent).containsExactlyInAnyOrder(canceled(1), canceled(2), canceled(3));
    }

    @Test
    void whatWaitsElsewhereOrForOthersStays() {
        store(table, waiting(fire(1), NOON));

        closed.settle(ACCOUNT, "elsewhere");
        closed.settle(new AccountId(ACCOUNT.name(), ACCOUNT.epoch() + 1), ENVIRONMENT);

        assertThat(sent).isEmpty();
    }

    @Test
    void nothingIsCanceledWhereJobsMayRun() {
        store(table, waiting(fire(1), NOON));
        known = Map.of(ENVIRONMENT, new Environment(ENVIRONMENT, true));

        closed.settle(ACCOUNT, ENVIRONMENT);
        closed.recheck(List.of(fire(1)));

        assertThat(sent).isEmpty();
    }

    @Test
    void manyAreCanceledAllAtTheEnd() {
        store(
                table,
                IntStream.rangeClosed(1, 1_200)
                        .mapToObj(number -> waiting(fire(number), NOON))
                        .toArray(OpenRun[]::new));

        closed.settle(ACCOUNT, ENVIRONMENT);

        assertThat(sent).hasSize(1_200).doesNotHaveDuplicates();
    }

    @Test
    void aRunThatJustGotItsRowIsJudgedByWhatItsEnvironmentIsNow() {
        closed.recheck(List.of(fire(1)));
        known = Map.of(ENVIRONMENT, new Environment(ENVIRONMENT, false));
        closed.recheck(List.of(fire(2)));

        assertThat(sent).containsExactly(canceled(1), canceled(2));
    }

    @Test
    void whatCannotBeReadOrCanceledIsLeftToWhoeverBeginsIt() {
        answer = command -> CompletableFuture.failedFuture(new Refused(new Refusal.Unavailable("away")));
        ClosedEnvironments blind = new ClosedEnvironments(
                table,
                accounts -> {
                    throw new QueryTimeoutException("away");
                },
                answer);
        store(table, waiting(fire(1), NOON));

        assertThatCode(() -> blind.recheck(List.of(fire(1)))).doesNotThrowAnyException();
        assertThatCode(() -> closed.settle(ACCOUNT, ENVIRONMENT)).doesNotThrowAnyException();
    }

    private static CancelPendingRun canceled(int number) {
        return new CancelPendingRun(key(number), "environment no longer managed");
    }
}
