package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.SettableClock;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an account may do before and after midnight (UTC) of a month's last day, to the millisecond. */
class MonthChangeTest {

    private static final Instant LAST = Instant.parse("2026-03-31T23:59:59.999Z");
    private static final Instant FIRST = Instant.parse("2026-04-01T00:00:00Z");
    private static final UUID LIFE = new UUID(2, 2);

    private final SettableClock clock = new SettableClock(LAST);
    private final DecidingNodes nodes = new DecidingNodes(clock, 1);
    private final JobKey job = new JobKey(AccountId.DEFAULT, "monthly");

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void whatIsUsedUpIsFreeAgainWithTheFirstInstantOfTheNextMonth() {
        done(new CreateJob(job, LIFE, definition()));
        UUID waiting = triggered();
        UUID more = triggered();
        UUID next = triggered();
        done(new ChangePlan(AccountId.DEFAULT, "free"));
        nodes.sql().update("INSERT INTO ledger.usage VALUES ('default', '2026-03', 2999, 0)");

        assertThat(started(waiting).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(started(more).end())
                .isNotNull()
                .extracting(RunView.End::reason)
                .isEqualTo(FailureReason.QUOTA_EXCEEDED);
        assertThat(beyondPlan(new CreateJob(new JobKey(AccountId.DEFAULT, "late"), LIFE, definition())))
                .isTrue();

        clock.set(FIRST);
        assertThat(started(next).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(beyondPlan(new CreateJob(new JobKey(AccountId.DEFAULT, "early"), LIFE, definition())))
                .isFalse();
        assertThat(nodes.sql()
                        .queryForList("SELECT period, used, refused FROM ledger.usage ORDER BY period")
                        .toString())
                .isEqualTo("[{period=2026-03, used=3000, refused=1}, {period=2026-04, used=1, refused=0}]");
    }

    private UUID triggered() {
        UUID run = UUID.randomUUID();
        done(new TriggerRun(job, new RunKey(AccountId.DEFAULT, run), "production", EnvironmentScope.ALL));
        return run;
    }

    private RunView started(UUID run) {
        RequestSnapshot request = new RequestSnapshot("POST", "http://h/", Map.of(), null);
        RunKey key = new RunKey(AccountId.DEFAULT, run);
        return (RunView) done(
                new StartRun(key, job, LIFE, 1, UUID.randomUUID(), UUID.randomUUID(), StatusPattern.SUCCESS, request));
    }

    private Object done(Command command) {
        return nodes.get(0).commands().send(command).join();
    }

    private boolean beyondPlan(Command command) {
        return PlanRefusals.isBeyondPlan(nodes.get(0).commands().send(command));
    }

    private static JobDefinition definition() {
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Map<String, Overlay> enabled = Map.of("production", new Overlay(Map.of("enabled", true)));
        return new JobDefinition("n", null, null, null, request, enabled, null);
    }
}
