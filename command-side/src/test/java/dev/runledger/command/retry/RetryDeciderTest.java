package dev.runledger.command.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RetryDecision;
import dev.runledger.kernel.run.RetryDecision.GiveUp;
import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryDeciderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID RUN = new UUID(1, 1);
    private static final UUID FIRST = new UUID(2, 2);
    private static final UUID LIFE = new UUID(3, 3);
    private static final String ENVIRONMENT = "production";
    private static final Trigger FIRE = new Trigger.Scheduled(NOON, NOON.plusSeconds(60));
    private static final Trigger MANUAL = new Trigger.Manual();
    private static final Trigger RERUN = new Trigger.Rerun(new UUID(9, 9));
    private static final Backoff HALF_A_MINUTE = new Backoff.Fixed(30);
    private static final JobRules ENABLED = rules(JobKind.RECURRING, ENVIRONMENT);
    private static final JobRules DISABLED = rules(JobKind.RECURRING, "elsewhere");
    private static final RetryPolicy EVERYTHING = policy(3, HALF_A_MINUTE, true, "1xx 2xx 3xx 4xx 5xx", "");
    private static final RetryAfter SECOND_ATTEMPT =
            new RetryAfter(1, RunIds.retry(RUN, 1), Duration.ofSeconds(30), "steady", 4);

    @ParameterizedTest
    @CsvSource({
        "503,     '',      503, true",
        "503,     '',      504, false",
        "5xx,     '',      504, true",
        "5xx,     '',      404, false",
        "'',      '',      500, false",
        "5xx,     503,     503, false",
        "5xx,     503,     500, true",
        "5xx,     5xx,     500, false",
        "503,     5xx,     503, false",
        "'503 503', '',    503, true",
        "4xx 5xx, 404 410, 429, true",
        "4xx 5xx, 404 410, 410, false",
        "2xx,     '',      204, true",
    })
    void aStatusIsRetriedIfItIsListedAndNotExcepted(String listed, String excepted, int status, boolean retried) {
        RetryPolicy policy = policy(3, HALF_A_MINUTE, false, listed, excepted);

        RetryDecision decision = decide(policy, FailureReason.NON_SUCCESS_STATUS, status);

        assertThat(decision)
                .isEqualTo(
                        retried
                                ? SECOND_ATTEMPT
                                : new GiveUp("retry policy steady, version 4, does not retry status " + status));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, TIMEOUT, true",
        "true, false, TIMEOUT, true",
        "false, true, TIMEOUT, false",
        "true, true, CONNECTION_ERROR, true",
        "false, true, CONNECTION_ERROR, true",
        "true, false, CONNECTION_ERROR, false"
    })
    void noAnswerIsRetriedIfItsFlagIsSet(boolean onTimeout, boolean onError, FailureReason reason, boolean retried) {
        RetryPolicy policy = new RetryPolicy("Steady", 3, HALF_A_MINUTE, onTimeout, onError, List.of(), List.of());

        assertThat(RetryDecider.decide(run(MANUAL), reason, null, facts(policy)))
                .isEqualTo(
                        retried
                                ? SECOND_ATTEMPT
                                : new GiveUp("retry policy steady, version 4, does not retry " + reason));
    }

    @ParameterizedTest
    @EnumSource(names = {"SSRF_BLOCKED", "QUOTA_EXCEEDED", "WORKER_LOST"})
    void whatAnotherAttemptCannotMendIsNeverRetried(FailureReason reason) {
        assertThat(RetryDecider.decide(run(MANUAL), reason, null, facts(EVERYTHING)))
                .isEqualTo(new GiveUp("retry policy steady, version 4, does not retry " + reason));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 3", "3, 4"})
    void aChainHasNoMoreRetriesThanItsPolicyAllowsNow(int allowed, int attempt) {
        RetryPolicy policy = policy(allowed, HALF_A_MINUTE, true, "5xx", "");
        Trigger trigger = attempt == 0 ? MANUAL : retry(attempt, false);

        assertThat(RetryDecider.decide(run(trigger), FailureReason.TIMEOUT, null, facts(policy)))
                .isEqualTo(new GiveUp(
                        "retry policy steady, version 4, allows " + allowed + (allowed == 1 ? " retry" : " retries")));
    }

    @Test
    void everyRetryBelongsToTheChainsFirstRun() {
        RetryDecision third = timedOut(retry(2, false), facts(EVERYTHING));

        assertThat(third).isEqualTo(new RetryAfter(3, RunIds.retry(FIRST, 3), Duration.ofSeconds(30), "steady", 4));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "4, 45", "10, 45"})
    void exponentialWaitsDoubleUpToTheirCeiling(int attempt, long seconds) {
        assertThat(waitBefore(attempt, new Backoff.Exponential(10, 45))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"1, 2147483647", "2, 4294967294", "10, 1099511627264"})
    void exponentialWaitsWithoutACeilingOutgrowThirtyTwoBits(int attempt, long seconds) {
        assertThat(waitBefore(attempt, new Backoff.Exponential(Integer.MAX_VALUE, null)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "10"})
    void fixedWaitsStayTheSame(int attempt) {
        assertThat(waitBefore(attempt, HALF_A_MINUTE)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aDeletedJobsChainEnds() {
        assertThat(timedOut(FIRE, Facts.NONE)).isEqualTo(new GiveUp("the job is deleted"));
    }

    @Test
    void aLaterLifeOfTheSlugDoesNotGoOnWithTheChain() {
        Facts reborn = facts(EVERYTHING).with(new LiveJob(new UUID(8, 8), 1, ENABLED));

        assertThat(timedOut(FIRE, reborn)).isEqualTo(new GiveUp("the job is deleted"));
    }

    @Test
    void withoutAPolicyNothingIsRetried() {
        JobRules without = new JobRules(JobKind.RECURRING, Set.of(ENVIRONMENT), null, Map.of("elsewhere", "steady"));

        assertThat(timedOut(FIRE, facts(EVERYTHING).with(new LiveJob(LIFE, 5, without))))
                .isEqualTo(new GiveUp("no retry policy"));
    }

    @Test
    void aPolicyThatNoLongerLivesRetriesNothing() {
        assertThat(timedOut(FIRE, facts(EVERYTHING).withPolicies(Map.of())))
                .isEqualTo(new GiveUp("retry policy steady does not exist"));
    }

    @Test
    void theEnvironmentsOwnPolicyGoesBeforeTheBases() {
        JobRules overlaid =
                new JobRules(JobKind.RECURRING, Set.of(ENVIRONMENT), "steady", Map.of(ENVIRONMENT, "never"));
        Facts facts = facts(EVERYTHING)
                .with(new LiveJob(LIFE, 5, overlaid))
                .withPolicies(Map.of(
                        "steady",
                        view("steady", EVERYTHING),
                        "never",
                        view("never", policy(0, HALF_A_MINUTE, true, "5xx", ""))));

        assertThat(timedOut(FIRE, facts)).isEqualTo(new GiveUp("retry policy never, version 4, allows 0 retries"));
    }

    @Test
    void anEnvironmentThatIsGoneOrUnmanagedRetriesNothing() {
        Facts unmanaged = facts(EVERYTHING).withEnvironments(Map.of(ENVIRONMENT, new Environment(ENVIRONMENT, false)));
        GiveUp gone = new GiveUp("environment production is gone or no longer managed");

        assertThat(timedOut(RERUN, unmanaged)).isEqualTo(gone);
        assertThat(timedOut(RERUN, facts(EVERYTHING).withEnvironments(Map.of())))
                .isEqualTo(gone);
    }

    @Test
    void aJobThatIsNotEnabledThereRetriesNeitherItsFiresNorWhatWasRunByHand() {
        Facts disabled = facts(EVERYTHING).with(new LiveJob(LIFE, 5, DISABLED));
        GiveUp why = new GiveUp("the job is not enabled in production");

        assertThat(timedOut(FIRE, disabled)).isEqualTo(why);
        assertThat(timedOut(MANUAL, disabled)).isEqualTo(why);
        assertThat(timedOut(retry(1, false), disabled)).isEqualTo(why);
    }

    @Test
    void aChainThatARerunBeganGoesOnWhereTheJobIsNotEnabled() {
        Facts disabled = facts(EVERYTHING).with(new LiveJob(LIFE, 5, DISABLED));

        assertThat(timedOut(RERUN, disabled)).isEqualTo(SECOND_ATTEMPT);
        assertThat(timedOut(retry(1, true), disabled)).isInstanceOf(RetryAfter.class);
    }

    @Test
    void aOneOffIsRetriedAlthoughItIsSpent() {
        Facts spent = facts(EVERYTHING).with(new LiveJob(LIFE, 5, rules(JobKind.ONE_OFF)));

        assertThat(timedOut(Trigger.Scheduled.once(NOON), spent)).isEqualTo(SECOND_ATTEMPT);
        assertThat(timedOut(retry(1, false), spent)).isInstanceOf(RetryAfter.class);
    }

    private static RetryDecision timedOut(Trigger trigger, Facts facts) {
        return RetryDecider.decide(run(trigger), FailureReason.TIMEOUT, null, facts);
    }

    private static RetryDecision decide(RetryPolicy policy, FailureReason reason, int status) {
        return RetryDecider.decide(run(MANUAL), reason, status, facts(policy));
    }

    private static Duration waitBefore(int attempt, Backoff backoff) {
        Trigger failed = attempt == 1 ? MANUAL : retry(attempt - 1, false);
        RetryDecision decision = timedOut(failed, facts(policy(10, backoff, true, "", "")));
        return ((RetryAfter) decision).delay();
    }

    private static RunView run(Trigger trigger) {
        return RunView.first(new RunTriggered(
                new RunKey(AccountId.DEFAULT, RUN), "nightly", LIFE, 1, JobKind.RECURRING, ENVIRONMENT, trigger, NOON));
    }

    private static Trigger retry(int attempt, boolean ofRerun) {
        return new Trigger.Retry(FIRST, attempt, ofRerun, NOON);
    }

    private static Facts facts(RetryPolicy policy) {
        return Facts.NONE
                .with(new LiveJob(LIFE, 5, ENABLED))
                .withEnvironments(Map.of(ENVIRONMENT, new Environment(ENVIRONMENT, true)))
                .withPolicies(Map.of("steady", view("steady", policy)));
    }

    private static JobRules rules(JobKind kind, String... enabledIn) {
        return new JobRules(kind, Set.of(enabledIn), "steady", Map.of());
    }

    private static RetryPolicyView view(String slug, RetryPolicy policy) {
        return new RetryPolicyView(
                new RetryPolicyKey(AccountId.DEFAULT, slug), new UUID(7, 7), 4, policy, NOON, NOON, null);
    }

    private static RetryPolicy policy(int most, Backoff backoff, boolean flags, String listed, String excepted) {
        return new RetryPolicy("Steady", most, backoff, flags, flags, patterns(listed), patterns(excepted));
    }

    private static List<StatusPattern> patterns(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(StatusPattern::new).toList();
    }
}
