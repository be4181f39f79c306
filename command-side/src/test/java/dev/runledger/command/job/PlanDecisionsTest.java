package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.MANAGED;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.runledger.command.catalog.PlanFacts;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.BeyondPlan;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CustomMatcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an account's plan allows of jobs (API.md §3.3, §7.2, §7.3). */
class PlanDecisionsTest {

    private static final Plan FREE = Plans.DEFAULTS.get("free");
    private static final JobDefinition MANUAL = job(null, Map.of());
    private static final JobDefinition ONE_OFF = job("2099-01-01T00:00:00Z", Map.of());

    private final JobFixture house = new JobFixture();

    @Test
    void aJobMoreThanThePlanAllowsIsRefusedWithTheNumbers() {
        assertThat(refused(given(FREE, 0, 10).when(create(MANUAL))))
                .containsExactly(new PlanLimit(
                        "plan_limit_jobs",
                        null,
                        "The plan free allows 10 recurring and manual jobs, and there are 10.",
                        10,
                        10,
                        "free"));
        given(FREE, 0, 9).when(create(MANUAL)).expectSuccessfulHandlerExecution();
    }

    @Test
    void whatABatchAddsCountsForTheRestOfIt() {
        PlanFacts facts = new PlanFacts(FREE, 0, 9);
        PlanRules.require(MANUAL, null, facts);

        assertThat(facts.jobs()).isEqualTo(10);
    }

    @Test
    void oneOffsAreNotLimitedUntilTheyBecomePermanent() {
        given(FREE, 0, 10).when(create(ONE_OFF)).expectSuccessfulHandlerExecution();
        given(FREE, 0, 10, created(ONE_OFF, Map.of())).when(replace(ONE_OFF)).expectSuccessfulHandlerExecution();
        assertThat(refused(given(FREE, 0, 10, created(ONE_OFF, Map.of())).when(replace(MANUAL))))
                .extracting(PlanLimit::code)
                .containsExactly("plan_limit_jobs");
    }

    @Test
    void aPermanentJobCanBeReplacedWhereThereIsNoRoom() {
        given(FREE, 0, 10, created(MANUAL, Map.of()))
                .when(replace(job("@daily", Map.of())))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void schedulesThatFireTooOftenAreNamedWhereverTheyStand() {
        JobDefinition often = job(
                "* * * * *",
                Map.of(
                        "production", new Overlay(Map.of("enabled", false, "schedule", "*/4 * * * *")),
                        "staging", new Overlay(Map.of("enabled", true, "schedule", "*/5 * * * *"))));

        assertThat(refused(given(FREE, 0, 0).when(create(often))))
                .extracting(PlanLimit::code, PlanLimit::pointer, PlanLimit::limit, PlanLimit::current)
                .containsExactlyInAnyOrder(
                        tuple("interval_below_plan", "/data/attributes/schedule", 300L, 60L),
                        tuple("interval_below_plan", "/data/attributes/environments/production/schedule", 300L, 240L));
    }

    @Test
    void timeoutsThatAreTooLongAreNamedWhereverTheyStand() {
        JobDefinition slow = timeout(31, Map.of("staging", new Overlay(Map.of("enabled", true, "timeout", 60))));

        assertThat(refused(given(FREE, 0, 0).when(create(slow))))
                .extracting(PlanLimit::code, PlanLimit::pointer, PlanLimit::limit, PlanLimit::current)
                .containsExactly(
                        tuple("timeout_above_plan", "/data/attributes/configuration/timeout", 30L, 31L),
                        tuple("timeout_above_plan", "/data/attributes/environments/staging/timeout", 30L, 60L));
        given(FREE, 0, 0).when(create(timeout(30, Map.of()))).expectSuccessfulHandlerExecution();
    }

    @Test
    void whatWasThereBeforeALowerPlanMayStayWhenTheRestIsEdited() {
        Map<String, Overlay> entries =
                Map.of("staging", new Overlay(Map.of("enabled", true, "timeout", 60, "schedule", "* * * * *")));
        JobDefinition before = definition("* * * * *", 31, entries);

        given(FREE, 0, 10, created(before, Map.of())).when(replace(before)).expectSuccessfulHandlerExecution();
        assertThat(refused(given(FREE, 0, 10, created(before, Map.of()))
                        .when(replace(definition("*/2 * * * *", 32, entries)))))
                .extracting(PlanLimit::pointer)
                .containsExactly("/data/attributes/schedule", "/data/attributes/configuration/timeout");
    }

    @Test
    void onAPlanThatStopsNothingIsWrittenOnceItsRunsAreUsed() {
        assertThat(refused(given(FREE, 3_000, 0).when(create(ONE_OFF))))
                .containsExactly(new PlanLimit(
                        "allotment_exhausted",
                        null,
                        "The plan free includes 3000 runs a month, and 3000 are counted in this one.",
                        3_000,
                        3_000,
                        "free"));
        assertThat(refused(given(FREE, 3_000, 0, created(MANUAL, Map.of())).when(replace(MANUAL))))
                .extracting(PlanLimit::code)
                .containsExactly("allotment_exhausted");
        given(FREE, 2_999, 0).when(create(ONE_OFF)).expectSuccessfulHandlerExecution();
        given(Plans.DEFAULTS.get("standard"), 1_000_000, 0)
                .when(create(ONE_OFF))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void deletingAndRunningStayOpen() {
        JobEvent enabled = created(job(null, JobFixture.enabledIn("production")), Map.of());
        given(FREE, 3_000, 0, enabled)
                .when(new TriggerRun(JOB, new RunKey(JOB.account(), JobFixture.NEXT_LIFE), null, EnvironmentScope.ALL))
                .expectSuccessfulHandlerExecution();
        given(FREE, 3_000, 0, enabled).when(new DeleteJob(JOB, null)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aTakenIdIsToldBeforeTheLimit() {
        given(FREE, 3_000, 10, created(MANUAL, Map.of()))
                .when(new CreateJob(JOB, JobFixture.NEXT_LIFE, MANUAL))
                .expectExceptionMessage(new Refusal.IdTaken("job", JOB.slug()).toString());
    }

    private TestExecutor<JobAggregate> given(Plan plan, long runs, long jobs, JobEvent... events) {
        return house.given(MANAGED.withPlan(new PlanFacts(plan, runs, jobs)), JobFixture.NOON, events);
    }

    private static CreateJob create(JobDefinition definition) {
        return new CreateJob(JOB, LIFE, definition);
    }

    private static ReplaceJob replace(JobDefinition definition) {
        return new ReplaceJob(JOB, definition, null);
    }

    private static JobDefinition timeout(int seconds, Map<String, Overlay> entries) {
        return definition(null, seconds, entries);
    }

    private static JobDefinition definition(@Nullable String schedule, int timeout, Map<String, Overlay> entries) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, timeout);
        return new JobDefinition("Nightly", null, schedule, null, request, entries, null);
    }

    private static List<PlanLimit> refused(ResultValidator<JobAggregate> result) {
        List<PlanLimit> limits = new ArrayList<>();
        result.expectNoEvents().expectException(new CustomMatcher<Object>("beyond the plan") {
            @Override
            public boolean matches(Object failure) {
                return failure instanceof Refused refused
                        && refused.refusal() instanceof BeyondPlan beyond
                        && limits.addAll(beyond.limits());
            }
        });
        return limits.stream().distinct().toList();
    }
}
