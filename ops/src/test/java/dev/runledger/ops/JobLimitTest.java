package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plan's number of jobs is kept to exactly, however many nodes add some at once. */
class JobLimitTest {

    private static final AccountId ACCOUNT = AccountId.DEFAULT;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DecidingNodes nodes = new DecidingNodes(3);

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void notOneJobMoreThanThePlanAllowsIsMadeByManyAtOnce() {
        done(nodes.get(0).commands().send(new ChangePlan(ACCOUNT, "free")));
        List<CompletableFuture<Object>> made = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            made.add(nodes.get(i % 3).commands().send(new CreateJob(job("job-" + i), UUID.randomUUID(), kind(null))));
        }

        assertThat(made.stream().filter(JobLimitTest::succeeds)).hasSize(10);
        assertThat(nodes.get(0).jobs().countPermanent(ACCOUNT)).isEqualTo(10);
    }

    @Test
    void nothingIsLimitedThatIsNotPermanentAndBecomingSoIs() {
        List<CompletableFuture<Object>> made = new ArrayList<>();
        done(nodes.get(0).commands().send(new ChangePlan(ACCOUNT, "free")));
        for (int i = 0; i < 30; i++) {
            made.add(nodes.get(i % 3)
                    .commands()
                    .send(new CreateJob(job("once-" + i), UUID.randomUUID(), kind("2099-01-01T00:00:00Z"))));
        }
        made.forEach(JobLimitTest::done);
        List<CompletableFuture<Object>> kept = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            kept.add(nodes.get((i + 1) % 3).commands().send(new ReplaceJob(job("once-" + i), kind(null), null)));
        }

        assertThat(kept.stream().filter(JobLimitTest::succeeds)).hasSize(10);
        assertThat(nodes.get(0).jobs().countPermanent(ACCOUNT)).isEqualTo(10);
    }

    @Test
    void aPlanThatIsLoweredWhileJobsAreMadeCountsFromThenOn() {
        List<CompletableFuture<Object>> made = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            if (i == 45) {
                made.add(nodes.get(0).commands().send(new ChangePlan(ACCOUNT, "free")));
            }
            made.add(nodes.get(i % 3).commands().send(new CreateJob(job("job-" + i), UUID.randomUUID(), kind(null))));
        }
        made.forEach(JobLimitTest::succeeds);

        long before = nodes.get(0).jobs().countPermanent(ACCOUNT);
        boolean another =
                succeeds(nodes.get(2).commands().send(new CreateJob(job("another"), UUID.randomUUID(), kind(null))));
        assertThat(another).isEqualTo(before < 10);
    }

    private static JobKey job(String slug) {
        return new JobKey(ACCOUNT, slug);
    }

    private static JobDefinition kind(@Nullable String schedule) {
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("n", null, schedule, null, request, Map.of(), null);
    }

    private static void done(CompletableFuture<Object> answer) {
        var _ = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Anything but a limit that was met is a failure. */
    private static boolean succeeds(CompletableFuture<Object> answer) {
        return !PlanRefusals.isBeyondPlan(answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
}
