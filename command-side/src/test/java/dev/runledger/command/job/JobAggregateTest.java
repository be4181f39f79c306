package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.run.RunStreams;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
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
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CoreMatchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobAggregateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE = NOON.minusSeconds(60);
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID NEXT_LIFE = new UUID(3, 3);
    private static final JobDefinition EVERYWHERE = enabledIn("production", "development");
    private static final JobDefinition IN_PRODUCTION = enabledIn("production");
    private static final JobDefinition NOWHERE = enabledIn();

    private static final JobCreated CREATED = new JobCreated(JOB, LIFE, IN_PRODUCTION, Map.of(), BEFORE);
    private static final JobDeleted DELETED = new JobDeleted(JOB, LIFE, 1, IN_PRODUCTION, BEFORE, BEFORE, null);
    private static final Facts MANAGED = managing("production", "development");

    private final RunStreams runs = new RunStreams();

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
    void aDeletedSlugBeginsANewLifeAtVersionOne() {
        job(CREATED, DELETED)
                .when(new CreateJob(JOB, NEXT_LIFE, NOWHERE))
                .expectEvents(new JobCreated(JOB, NEXT_LIFE, NOWHERE, Map.of(), NOON));
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
                job(new JobCreated(JOB, LIFE, EVERYWHERE, Map.of(), BEFORE)).when(trigger(null)),
                new Refusal.EnvironmentAmbiguous(List.of("production", "development")));
    }

    @Test
    void aScopedCallerLeavesOnlyItsOwnCandidates() {
        begun(
                job(new JobCreated(JOB, LIFE, EVERYWHERE, Map.of(), BEFORE))
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
        refused(
                job(new JobCreated(JOB, LIFE, NOWHERE, Map.of(), BEFORE)).when(trigger(null)),
                Refusal.EnvironmentNotEnabled.nowhere("nightly"));
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
                job(new JobCreated(JOB, LIFE, NOWHERE, Map.of(), BEFORE))
                        .when(new Rerun(JOB, RUN, new UUID(7, 7), LIFE, "production")),
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

    private static Facts managing(String... environments) {
        Map<String, Environment> known = new LinkedHashMap<>();
        for (String key : environments) {
            known.put(key, new Environment(key, true));
        }
        return Facts.NONE.withEnvironments(known);
    }

    private static JobDefinition enabledIn(String... environments) {
        Map<String, Overlay> overlays = new LinkedHashMap<>();
        for (String environment : environments) {
            overlays.put(environment, new Overlay(Map.of("enabled", true)));
        }
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("Nightly", null, null, null, request, overlays, null);
    }

    private TestExecutor<JobAggregate> job(JobEvent... events) {
        return job(MANAGED, events);
    }

    private TestExecutor<JobAggregate> job(Facts facts, JobEvent... events) {
        AggregateTestFixture<JobAggregate> fixture = new AggregateTestFixture<>(JobAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        fixture.registerRepositoryProvider(runs);
        return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given((Object[]) events);
    }

    private static void refused(ResultValidator<JobAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }

    private void begun(ResultValidator<JobAggregate> result, RunTriggered expected) {
        result.expectSuccessfulHandlerExecution().expectResultMessagePayload(RunView.first(expected));
        assertThat(runs.all()).containsExactly(expected);
    }
}
