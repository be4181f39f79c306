package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.run.RunAggregate;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
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
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
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
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.Message;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.RepositoryProvider;
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

    /** Names one policy in its base and another one for production. */
    private static final JobDefinition RETRIED = new JobDefinition(
            "Retried",
            null,
            null,
            null,
            IN_PRODUCTION.configuration(),
            Map.of("production", new Overlay(Map.of("retry_policy", "calm"))),
            "zeal");

    private static final JobCreated CREATED = new JobCreated(JOB, LIFE, IN_PRODUCTION, Map.of(), BEFORE);
    private static final JobDeleted DELETED = new JobDeleted(JOB, LIFE, 1, IN_PRODUCTION, BEFORE, BEFORE, null);
    private static final Facts MANAGED = managing("production", "development");

    /** Runs have streams of their own, which the fixture of a job does not record. */
    private final EventStore runs = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();

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
        fixture.registerRepositoryProvider(new RunRepositories(runs));
        return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given((Object[]) events);
    }

    private static void refused(ResultValidator<JobAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }

    private void begun(ResultValidator<JobAggregate> result, RunTriggered expected) {
        result.expectSuccessfulHandlerExecution().expectResultMessagePayload(RunView.first(expected));
        assertThat(runs.readEvents(RUN.stream()).asStream().<Object>map(Message::getPayload))
                .containsExactly(expected);
    }

    private record RunRepositories(EventStore runs) implements RepositoryProvider {
        @Override
        @SuppressWarnings("unchecked") // the provider is asked for the one type that a job creates
        public <T> Repository<T> repositoryFor(Class<T> aggregateType) {
            return (Repository<T>) EventSourcingRepository.builder(RunAggregate.class)
                    .eventStore(runs)
                    .build();
        }
    }
}
