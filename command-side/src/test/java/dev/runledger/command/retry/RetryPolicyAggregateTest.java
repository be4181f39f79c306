package dev.runledger.command.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.PlanFacts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.CreateRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.ReplaceRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyReplaced;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CoreMatchers;
import org.junit.jupiter.api.Test;

class RetryPolicyAggregateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE = NOON.minusSeconds(60);
    private static final RetryPolicyKey KEY = new RetryPolicyKey(AccountId.DEFAULT, "gentle");
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID NEXT_LIFE = new UUID(3, 3);
    private static final RetryPolicy GENTLE = policy("Gentle", List.of());
    private static final RetryPolicy ZEALOUS = policy("Zealous", List.of(new StatusPattern("5xx")));

    private static final RetryPolicyCreated CREATED = new RetryPolicyCreated(KEY, LIFE, GENTLE, BEFORE);
    private static final RetryPolicyDeleted DELETED = new RetryPolicyDeleted(KEY, LIFE, 1, GENTLE, BEFORE, BEFORE);

    @Test
    void aNewSlugBecomesAPolicy() {
        RetryPolicyCreated created = new RetryPolicyCreated(KEY, LIFE, GENTLE, NOON);

        policy().when(new CreateRetryPolicy(KEY, LIFE, GENTLE))
                .expectEvents(created)
                .expectResultMessagePayload(RetryPolicyView.after(created));
    }

    @Test
    void aSlugInUseIsRefused() {
        refused(
                policy(CREATED).when(new CreateRetryPolicy(KEY, NEXT_LIFE, GENTLE)),
                new Refusal.IdTaken("retry policy", "gentle"));
    }

    @Test
    void aCreationAskedForAgainIsNotDoneTwice() {
        policy(CREATED)
                .when(new CreateRetryPolicy(KEY, LIFE, GENTLE))
                .expectResultMessagePayload(RetryPolicyView.after(CREATED))
                .expectNoEvents();
    }

    @Test
    void aDeletedSlugBeginsANewLifeAtVersionOne() {
        policy(CREATED, DELETED)
                .when(new CreateRetryPolicy(KEY, NEXT_LIFE, ZEALOUS))
                .expectEvents(new RetryPolicyCreated(KEY, NEXT_LIFE, ZEALOUS, NOON));
    }

    @Test
    void aReplacementRaisesTheVersionEvenIfItChangesNothing() {
        policy(CREATED)
                .when(new ReplaceRetryPolicy(KEY, GENTLE, null))
                .expectEvents(new RetryPolicyReplaced(KEY, LIFE, 2, GENTLE, BEFORE, NOON));
    }

    @Test
    void aReplacementMayNameTheVersionItIsFor() {
        policy(CREATED)
                .when(new ReplaceRetryPolicy(KEY, ZEALOUS, Set.of(1, 4)))
                .expectEvents(new RetryPolicyReplaced(KEY, LIFE, 2, ZEALOUS, BEFORE, NOON));
    }

    @Test
    void aReplacementOfAnotherVersionIsRefused() {
        refused(policy(CREATED).when(new ReplaceRetryPolicy(KEY, ZEALOUS, Set.of(2))), new Refusal.VersionMismatch(1));
    }

    @Test
    void aDeletedPolicyCannotBeReplaced() {
        refused(
                policy(CREATED, DELETED).when(new ReplaceRetryPolicy(KEY, ZEALOUS, null)),
                new Refusal.PolicyNotFound("gentle"));
    }

    @Test
    void aPolicyThatNobodyNamesIsDeleted() {
        policy(CREATED)
                .when(new DeleteRetryPolicy(KEY, Set.of(1)))
                .expectEvents(new RetryPolicyDeleted(KEY, LIFE, 1, GENTLE, BEFORE, NOON));
    }

    @Test
    void aPolicyThatJobsNameCannotBeDeleted() {
        refused(
                policy(named("daily", "nightly"), CREATED).when(new DeleteRetryPolicy(KEY, null)),
                new Refusal.PolicyReferenced("gentle", List.of("daily", "nightly")));
    }

    @Test
    void aDeletionOfAnotherVersionIsRefusedBeforeItsJobsAreLookedAt() {
        refused(
                policy(named("nightly"), CREATED).when(new DeleteRetryPolicy(KEY, Set.of())),
                new Refusal.VersionMismatch(1));
    }

    @Test
    void aDeletedPolicyCannotBeDeletedAgain() {
        refused(policy(CREATED, DELETED).when(new DeleteRetryPolicy(KEY, null)), new Refusal.PolicyNotFound("gentle"));
    }

    @Test
    void onceThePlansRunsAreUsedPoliciesCanOnlyBeDeleted() {
        Facts exhausted = Facts.NONE.withPlan(new PlanFacts(Plans.DEFAULTS.get("free"), 3_000, 0));
        Refusal refusal = new Refusal.BeyondPlan(List.of(new PlanLimit(
                "allotment_exhausted",
                null,
                "The plan free includes 3000 runs a month, and 3000 are counted in this one.",
                3_000,
                3_000,
                "free")));

        refused(policy(exhausted).when(new CreateRetryPolicy(KEY, LIFE, GENTLE)), refusal);
        refused(policy(exhausted, CREATED).when(new ReplaceRetryPolicy(KEY, GENTLE, null)), refusal);
        policy(exhausted, CREATED).when(new DeleteRetryPolicy(KEY, null)).expectSuccessfulHandlerExecution();
    }

    @Test
    void whatItTakesInMemoryGrowsWithItsLists() {
        RetryPolicyAggregate aggregate = new RetryPolicyAggregate();
        int nothing = aggregate.bytes();
        aggregate.on(new RetryPolicyCreated(
                KEY, LIFE, policy("Long", Collections.nCopies(1_000, new StatusPattern("404"))), NOON));

        assertThat(aggregate.bytes()).isGreaterThan(nothing + 50_000);
    }

    private static RetryPolicy policy(String name, List<StatusPattern> statuses) {
        return new RetryPolicy(name, 3, new Backoff.Fixed(30), true, false, statuses, List.of());
    }

    private static Facts named(String... jobs) {
        return Facts.NONE.withReferencingJobs(List.of(jobs));
    }

    private static TestExecutor<RetryPolicyAggregate> policy(RetryPolicyEvent... events) {
        return policy(Facts.NONE, events);
    }

    private static TestExecutor<RetryPolicyAggregate> policy(Facts facts, RetryPolicyEvent... events) {
        AggregateTestFixture<RetryPolicyAggregate> fixture = new AggregateTestFixture<>(RetryPolicyAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given((Object[]) events);
    }

    private static void refused(ResultValidator<RetryPolicyAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }
}
