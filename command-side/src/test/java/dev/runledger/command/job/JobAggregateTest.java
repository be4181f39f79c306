package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.MANAGED;
import static dev.runledger.command.job.JobFixture.NEXT_LIFE;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.managing;
import static dev.runledger.command.job.JobFixture.refused;
import static dev.runledger.command.job.JobFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobAggregateTest {

    private static final RunKey RUN = run(new UUID(1, 1));
    private static final JobDefinition EVERYWHERE = JobFixture.job(null, enabledIn("production", "development"));
    private static final JobDefinition IN_PRODUCTION = JobFixture.job(null, enabledIn("production"));
    private static final JobDefinition NOWHERE = JobFixture.job(null, enabledIn());

    /** Names one policy in its base and another one for production. */
    private static final JobDefinition RETRIED = new JobDefinition(
            "Retried",
            null,
            null,
            null,
            IN_PRODUCTION.configuration(),
            Map.of("production", new Overlay(Map.of("retry_policy", "calm"))),
            "zeal");

    private static final JobCreated CREATED = created(IN_PRODUCTION, Map.of());
    private static final JobDeleted DELETED = new JobDeleted(JOB, LIFE, 1, IN_PRODUCTION, BEFORE, BEFORE, null);

    private final JobFixture house = new JobFixture();

    @Test
    void aNewSlugBecomesAJob() {
        job().when(new CreateJob(JOB, LIFE, IN_PRODUCTION))
                .expectEvents(new JobCreated(JOB, LIFE, IN_PRODUCTION, Map.of(), NOON));
    }

    @Test
    void aSlugInUseIsRefused() {
        refused(job(CREATED).when(new CreateJob(JOB, NEXT_LIFE, IN_PRODUCTION)), new Refusal.IdTaken("job", "nightly"));
    }

    @Test
    void aCreationAskedForAgainIsNotDoneTwice() {
        job(CREATED)
                .when(new CreateJob(JOB, LIFE, IN_PRODUCTION))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void aCreationAskedForAgainAfterItsDeletionBringsNothingBack() {
        job(CREATED, DELETED)
                .when(new CreateJob(JOB, LIFE, IN_PRODUCTION))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void aDeletedSlugBeginsANewLifeAtVersionOne() {
        job(CREATED, DELETED)
                .when(new CreateJob(JOB, NEXT_LIFE, NOWHERE))
                .expectEvents(new JobCreated(JOB, NEXT_LIFE, NOWHERE, Map.of(), NOON));
    }

    @Test
    void aNewJobMayNameRetryPoliciesThatLive() {
        job(knowing("calm", "zeal"))
                .when(new CreateJob(JOB, LIFE, RETRIED))
                .expectEvents(new JobCreated(JOB, LIFE, RETRIED, Map.of(), NOON));
    }

    @Test
    void aNewJobCannotNameARetryPolicyThatDoesNotLive() {
        refused(
                job(knowing("zeal")).when(new CreateJob(JOB, LIFE, RETRIED)),
                unknownPolicy("/data/attributes/environments/production/retry_policy"));
    }

    @Test
    void aReplacementCannotNameARetryPolicyThatDoesNotLive() {
        refused(
                job(knowing("calm"), CREATED).when(new ReplaceJob(JOB, RETRIED, null)),
                unknownPolicy("/data/attributes/retry_policy"));
    }

    @Test
    void aReplacementRaisesTheVersionEvenIfItChangesNothing() {
        job(CREATED)
                .when(new ReplaceJob(JOB, IN_PRODUCTION, null))
                .expectEvents(new JobReplaced(JOB, LIFE, 2, IN_PRODUCTION, Map.of(), List.of(), BEFORE, NOON));
    }

    @Test
    void aReplacementMayNameTheVersionItIsFor() {
        job(CREATED).when(new ReplaceJob(JOB, NOWHERE, Set.of(1, 4))).expectSuccessfulHandlerExecution();
    }

    @Test
    void aReplacementOfAnotherVersionIsRefused() {
        refused(job(CREATED).when(new ReplaceJob(JOB, NOWHERE, Set.of(2))), new Refusal.VersionMismatch(1));
    }

    @Test
    void aReplacementTellsWhereItEndsWhatWasEnabled() {
        job(created(EVERYWHERE, Map.of()))
                .when(new ReplaceJob(JOB, IN_PRODUCTION, null))
                .expectEvents(
                        new JobReplaced(JOB, LIFE, 2, IN_PRODUCTION, Map.of(), List.of("development"), BEFORE, NOON));
    }

    @Test
    void aDeletedJobCannotBeReplaced() {
        refused(job(CREATED, DELETED).when(new ReplaceJob(JOB, NOWHERE, null)), new Refusal.JobNotFound("nightly"));
    }

    @Test
    void aJobIsDeleted() {
        job(CREATED)
                .when(new DeleteJob(JOB, null))
                .expectEvents(new JobDeleted(JOB, LIFE, 1, IN_PRODUCTION, BEFORE, NOON, null));
    }

    @Test
    void aDeletionOfAnotherVersionIsRefused() {
        refused(job(CREATED).when(new DeleteJob(JOB, Set.of())), new Refusal.VersionMismatch(1));
    }

    @Test
    void aDeletedJobCannotBeDeletedAgain() {
        refused(job(CREATED, DELETED).when(new DeleteJob(JOB, null)), new Refusal.JobNotFound("nightly"));
    }

    @Test
    void theOnlyEnabledEnvironmentIsUsedWhereNoneIsNamed() {
        RunTriggered triggered =
                new RunTriggered(RUN, "nightly", LIFE, 1, JobKind.MANUAL, "production", new Trigger.Manual(), NOON);

        begun(job(CREATED).when(trigger(null)), triggered);
    }

    @Test
    void severalEnabledEnvironmentsMustBeToldApart() {
        refused(
                job(created(EVERYWHERE, Map.of())).when(trigger(null)),
                new Refusal.EnvironmentAmbiguous(List.of("production", "development")));
    }

    @Test
    void aScopedCallerLeavesOnlyItsOwnCandidates() {
        begun(
                job(created(EVERYWHERE, Map.of()))
                        .when(new TriggerRun(JOB, RUN, null, new EnvironmentScope(Set.of("development")))),
                new RunTriggered(RUN, "nightly", LIFE, 1, JobKind.MANUAL, "development", new Trigger.Manual(), NOON));
    }

    @Test
    void anEnvironmentOutsideTheScopeIsForbidden() {
        refused(
                job(CREATED).when(new TriggerRun(JOB, RUN, "production", new EnvironmentScope(Set.of("other")))),
                new Refusal.EnvironmentForbidden("production"));
    }

    @Test
    void anEnvironmentThatDoesNotRunTheJobIsRefused() {
        refused(job(CREATED).when(trigger("development")), new Refusal.EnvironmentNotEnabled("nightly", "development"));
    }

    @Test
    void aJobThatIsEnabledNowhereDoesNotRun() {
        refused(job(created(NOWHERE, Map.of())).when(trigger(null)), Refusal.EnvironmentNotEnabled.nowhere("nightly"));
    }

    @Test
    void anUnmanagedEnvironmentRunsNothing() {
        refused(
                job(managing("development"), CREATED).when(trigger("production")),
                new Refusal.EnvironmentNotEnabled("nightly", "production"));
    }

    @Test
    void aDeletedJobDoesNotRun() {
        refused(job(CREATED, DELETED).when(trigger(null)), new Refusal.JobNotFound("nightly"));
    }

    @Test
    void aRerunCopiesTheEnvironmentEvenWhereTheJobIsNoLongerEnabled() {
        begun(
                job(created(NOWHERE, Map.of())).when(new Rerun(JOB, RUN, new UUID(7, 7), LIFE, "production")),
                new RunTriggered(
                        RUN,
                        "nightly",
                        LIFE,
                        1,
                        JobKind.MANUAL,
                        "production",
                        new Trigger.Rerun(new UUID(7, 7)),
                        NOON));
    }

    @Test
    void aRerunOfADeletedJobIsRefused() {
        refused(
                job(CREATED, DELETED).when(new Rerun(JOB, RUN, new UUID(7, 7), LIFE, "production")),
                new Refusal.JobDeleted("nightly"));
    }

    @Test
    void aRerunFromAnEarlierLifeIsRefusedEvenIfTheSlugLivesAgain() {
        refused(
                job(CREATED, DELETED, new JobCreated(JOB, NEXT_LIFE, IN_PRODUCTION, Map.of(), BEFORE))
                        .when(new Rerun(JOB, RUN, new UUID(7, 7), LIFE, "production")),
                new Refusal.JobDeleted("nightly"));
    }

    @Test
    void aRerunInAnEnvironmentThatIsGoneIsRefused() {
        refused(
                job(managing("development"), CREATED).when(new Rerun(JOB, RUN, new UUID(7, 7), LIFE, "production")),
                new Refusal.EnvironmentMissing("production"));
    }

    private static TriggerRun trigger(@Nullable String environment) {
        return new TriggerRun(JOB, RUN, environment, EnvironmentScope.ALL);
    }

    private static Facts knowing(String... policies) {
        Map<String, RetryPolicyView> live = new LinkedHashMap<>();
        RetryPolicy policy = new RetryPolicy("n", 1, new Backoff.Fixed(1), true, true, List.of(), List.of());
        for (String slug : policies) {
            RetryPolicyKey key = new RetryPolicyKey(AccountId.DEFAULT, slug);
            live.put(slug, new RetryPolicyView(key, LIFE, 1, policy, BEFORE, BEFORE, null));
        }
        return MANAGED.withPolicies(live);
    }

    private static Refusal unknownPolicy(String pointer) {
        return new Refusal.Invalid(List.of(
                ErrorObject.at(pointer, "policy_unknown", "\"retry_policy\" names no retry policy of this account.")));
    }

    private TestExecutor<JobAggregate> job(JobEvent... events) {
        return house.given(events);
    }

    private TestExecutor<JobAggregate> job(Facts facts, JobEvent... events) {
        return house.given(facts, NOON, events);
    }

    private void begun(ResultValidator<JobAggregate> result, RunTriggered expected) {
        result.expectSuccessfulHandlerExecution().expectResultMessagePayload(RunView.first(expected));
        assertThat(house.stream(RUN.stream())).containsExactly(expected);
    }
}
