package dev.runledger.command.account;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.PlanFacts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.account.AccountCommand.ConfirmCleared;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.AccountCommand.CreateEnvironment;
import dev.runledger.kernel.account.AccountCommand.DeleteApiKey;
import dev.runledger.kernel.account.AccountCommand.DeleteEnvironment;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.AccountCommand.ReplaceApiKey;
import dev.runledger.kernel.account.AccountCommand.ReplaceEnvironment;
import dev.runledger.kernel.account.AccountCommand.RevokeApiKey;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.AccountEvent.ApiKeyDeleted;
import dev.runledger.kernel.account.AccountEvent.ApiKeyReplaced;
import dev.runledger.kernel.account.AccountEvent.ApiKeyRevoked;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCleared;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.account.AccountEvent.PlanChanged;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.account.Plans;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CoreMatchers;
import org.junit.jupiter.api.Test;

class AccountAggregateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE = NOON.minusSeconds(60);
    private static final Instant LONG_AGO = NOON.minusSeconds(86_400);
    private static final AccountId ACME = new AccountId("acme", 1);
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID NEXT_LIFE = new UUID(3, 3);
    private static final Definition MANAGED = new Definition("QA", null, EnvironmentClass.STANDARD, true);
    private static final Definition IDLE = new Definition("QA", "#0a7", EnvironmentClass.AD_HOC, false);
    private static final EnvironmentView PRODUCTION =
            EnvironmentView.created("production", new UUID(1, 1), MANAGED, BEFORE);

    private static final AccountOpened OPENED =
            new AccountOpened(ACME, "Acme", "free", List.of(PRODUCTION), BEFORE, BEFORE);
    private static final EnvironmentCreated CREATED = new EnvironmentCreated(ACME, "qa", LIFE, MANAGED, BEFORE);
    private static final EnvironmentDeleted DELETED =
            new EnvironmentDeleted(ACME, "qa", LIFE, MANAGED, false, BEFORE, BEFORE);
    private static final EnvironmentDeleted DELETED_WITH_ENTRIES =
            new EnvironmentDeleted(ACME, "qa", LIFE, MANAGED, true, BEFORE, BEFORE);

    private static final UUID OWNERS = new UUID(8, 8);
    private static final ApiKeyView.Terms EVERYTHING = new ApiKeyView.Terms("n", null, null);
    private static final ApiKeyView.Terms RESTRICTED = new ApiKeyView.Terms("n", List.of("qa"), null);
    private static final ApiKeyCreated OWNERS_KEY =
            new ApiKeyCreated(ACME, OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, BEFORE);
    private static final ApiKeyCreated MEMBERS_KEY =
            new ApiKeyCreated(ACME, LIFE, "sk_api_other", Role.MEMBER, RESTRICTED, BEFORE);

    @Test
    void anAccountBeginsWithWhatItIsGiven() {
        account()
                .when(new OpenAccount(ACME, "Acme", "free", List.of(PRODUCTION), null))
                .expectEvents(new AccountOpened(ACME, "Acme", "free", List.of(PRODUCTION), NOON, NOON));
    }

    @Test
    void oneThatExistedBeforeItsStreamKeepsItsAge() {
        account()
                .when(new OpenAccount(ACME, "Acme", "free", List.of(PRODUCTION), LONG_AGO))
                .expectEvents(new AccountOpened(ACME, "Acme", "free", List.of(PRODUCTION), LONG_AGO, NOON));
    }

    @Test
    void anAccountIsOpenedOnce() {
        account(OPENED)
                .when(new OpenAccount(ACME, "Other", "pro", List.of(), null))
                .expectResultMessagePayload(AccountView.first(OPENED))
                .expectNoEvents();
    }

    @Test
    void anEnvironmentIsMadeOnce() {
        account(OPENED)
                .when(new CreateEnvironment(ACME, "qa", LIFE, MANAGED))
                .expectEvents(new EnvironmentCreated(ACME, "qa", LIFE, MANAGED, NOON))
                .expectResultMessagePayload(EnvironmentView.created("qa", LIFE, MANAGED, NOON));
        account(OPENED, CREATED)
                .when(new CreateEnvironment(ACME, "qa", LIFE, MANAGED))
                .expectResultMessagePayload(CREATED.after())
                .expectNoEvents();
    }

    @Test
    void aKeyInUseIsTaken() {
        refused(
                account(OPENED, CREATED).when(new CreateEnvironment(ACME, "qa", NEXT_LIFE, MANAGED)),
                new Refusal.IdTaken("environment", "qa"));
    }

    @Test
    void aKeyIsFreeAgainOnceItsEnvironmentIsGone() {
        account(OPENED, CREATED, DELETED)
                .when(new CreateEnvironment(ACME, "qa", NEXT_LIFE, IDLE))
                .expectEvents(new EnvironmentCreated(ACME, "qa", NEXT_LIFE, IDLE, NOON));
    }

    @Test
    void aKeyIsNotFreeWhileJobsStillLoseTheirEntriesForIt() {
        refused(
                account(OPENED, CREATED, DELETED_WITH_ENTRIES)
                        .when(new CreateEnvironment(ACME, "qa", NEXT_LIFE, MANAGED)),
                new Refusal.Unavailable(
                        "jobs are still losing their entries for the environment of that id that was deleted before"));
        account(OPENED, CREATED, DELETED_WITH_ENTRIES, new EnvironmentCleared(ACME, "qa", BEFORE))
                .when(new CreateEnvironment(ACME, "qa", NEXT_LIFE, MANAGED))
                .expectEvents(new EnvironmentCreated(ACME, "qa", NEXT_LIFE, MANAGED, NOON));
    }

    @Test
    void thatAKeyIsFreeIsToldOnce() {
        account(OPENED, CREATED, DELETED_WITH_ENTRIES)
                .when(new ConfirmCleared(ACME, "qa"))
                .expectEvents(new EnvironmentCleared(ACME, "qa", NOON));
        account(OPENED, CREATED, DELETED).when(new ConfirmCleared(ACME, "qa")).expectNoEvents();
    }

    @Test
    void aReplacementTellsWhatWasAndIsAfterWhatItReplaces() {
        account(OPENED, CREATED)
                .when(new ReplaceEnvironment(ACME, "qa", IDLE))
                .expectEvents(new EnvironmentReplaced(ACME, "qa", LIFE, IDLE, true, BEFORE, NOON));
        Instant later = NOON.plusSeconds(5);
        account(OPENED, CREATED, new EnvironmentReplaced(ACME, "qa", LIFE, IDLE, true, BEFORE, later))
                .when(new ReplaceEnvironment(ACME, "qa", MANAGED))
                .expectEvents(new EnvironmentReplaced(ACME, "qa", LIFE, MANAGED, false, BEFORE, later));
    }

    @Test
    void theProtectedOneStaysAndStaysManaged() {
        Refusal kept = new Refusal.EnvironmentProtected("production");

        refused(account(OPENED).when(new ReplaceEnvironment(ACME, "production", IDLE)), kept);
        refused(account(OPENED).when(new DeleteEnvironment(ACME, "production", true)), kept);
        account(OPENED)
                .when(new ReplaceEnvironment(ACME, "production", MANAGED))
                .expectEvents(new EnvironmentReplaced(
                        ACME, "production", PRODUCTION.incarnation(), MANAGED, true, BEFORE, NOON));
    }

    @Test
    void aDeletionTellsWhatIsGone() {
        account(OPENED, CREATED)
                .when(new DeleteEnvironment(ACME, "qa", true))
                .expectEvents(new EnvironmentDeleted(ACME, "qa", LIFE, MANAGED, true, BEFORE, NOON));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Refusal missing = new Refusal.EnvironmentNotFound("qa");

        refused(account(OPENED).when(new ReplaceEnvironment(ACME, "qa", MANAGED)), missing);
        refused(account(OPENED, CREATED, DELETED).when(new DeleteEnvironment(ACME, "qa", false)), missing);
    }

    @Test
    void aKeyIsMadeOnce() {
        account(OPENED)
                .when(new CreateApiKey(ACME, OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, null))
                .expectEvents(new ApiKeyCreated(ACME, OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, NOON))
                .expectResultMessagePayload(new ApiKeyView(OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, NOON, null));
        account(OPENED, OWNERS_KEY)
                .when(new CreateApiKey(ACME, OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, null))
                .expectNoEvents();
    }

    @Test
    void aKeyIsRevokedOnce() {
        ApiKeyRevoked revoked = new ApiKeyRevoked(ACME, LIFE, "sk_api_other", Role.MEMBER, RESTRICTED, BEFORE);

        account(OPENED, OWNERS_KEY, MEMBERS_KEY)
                .when(new RevokeApiKey(ACME, LIFE))
                .expectEvents(new ApiKeyRevoked(ACME, LIFE, "sk_api_other", Role.MEMBER, RESTRICTED, NOON));
        account(OPENED, OWNERS_KEY, MEMBERS_KEY, revoked)
                .when(new RevokeApiKey(ACME, LIFE))
                .expectNoEvents();
    }

    @Test
    void theLastKeyThatOpensEverythingForEverStays() {
        Refusal last = new Refusal.LastOwnerKey(OWNERS);

        refused(account(OPENED, OWNERS_KEY, MEMBERS_KEY).when(new RevokeApiKey(ACME, OWNERS)), last);
        refused(account(OPENED, OWNERS_KEY, MEMBERS_KEY).when(new DeleteApiKey(ACME, OWNERS)), last);
        refused(account(OPENED, OWNERS_KEY).when(new ReplaceApiKey(ACME, OWNERS, RESTRICTED)), last);
        refused(
                account(OPENED, OWNERS_KEY)
                        .when(new ReplaceApiKey(ACME, OWNERS, new ApiKeyView.Terms("n", null, NOON.plusSeconds(9)))),
                last);
        ApiKeyView.Terms renamed = new ApiKeyView.Terms("renamed", null, null);
        account(OPENED, OWNERS_KEY)
                .when(new ReplaceApiKey(ACME, OWNERS, renamed))
                .expectEvents(new ApiKeyReplaced(ACME, OWNERS, "sk_api_12345", Role.OWNER, renamed, NOON));
        account(OPENED, OWNERS_KEY, new ApiKeyCreated(ACME, LIFE, "sk_api_other", Role.OWNER, EVERYTHING, BEFORE))
                .when(new DeleteApiKey(ACME, OWNERS))
                .expectEvents(new ApiKeyDeleted(ACME, OWNERS, "sk_api_12345", Role.OWNER, EVERYTHING, NOON));
    }

    @Test
    void aDeletedKeyIsNotThere() {
        ApiKeyDeleted deleted = new ApiKeyDeleted(ACME, LIFE, "sk_api_other", Role.MEMBER, RESTRICTED, BEFORE);

        refused(
                account(OPENED, OWNERS_KEY, MEMBERS_KEY, deleted).when(new RevokeApiKey(ACME, LIFE)),
                new Refusal.ApiKeyNotFound(LIFE.toString()));
    }

    @Test
    void aPlanIsChangedOnceAndTellsWhichItReplaces() {
        account(OPENED)
                .when(new ChangePlan(ACME, "pro"))
                .expectEvents(new PlanChanged(ACME, "free", "pro", NOON))
                .expectResultMessagePayloadMatching(
                        CoreMatchers.is(AccountView.first(OPENED).then(new PlanChanged(ACME, "free", "pro", NOON))));
        account(OPENED, new PlanChanged(ACME, "free", "pro", BEFORE))
                .when(new ChangePlan(ACME, "pro"))
                .expectNoEvents();
    }

    @Test
    void noMoreEnvironmentsAreManagedThanThePlanAllows() {
        Facts two = Facts.NONE.withPlan(new PlanFacts(Plans.DEFAULTS.get("free"), 0, 0));
        Refusal full = new Refusal.BeyondPlan(List.of(new PlanLimit(
                "plan_limit_environments",
                "/data/attributes/managed",
                "The plan free allows 2 managed environments, and there are 2.",
                2,
                2,
                "free")));
        EnvironmentCreated idle = new EnvironmentCreated(ACME, "idle", NEXT_LIFE, IDLE, BEFORE);

        refused(account(two, OPENED, CREATED).when(new CreateEnvironment(ACME, "more", NEXT_LIFE, MANAGED)), full);
        refused(account(two, OPENED, CREATED, idle).when(new ReplaceEnvironment(ACME, "idle", MANAGED)), full);
        account(two, OPENED, CREATED)
                .when(new CreateEnvironment(ACME, "more", NEXT_LIFE, IDLE))
                .expectSuccessfulHandlerExecution();
        account(two, OPENED, CREATED)
                .when(new ReplaceEnvironment(ACME, "qa", MANAGED))
                .expectSuccessfulHandlerExecution();
        account(two, OPENED, idle)
                .when(new ReplaceEnvironment(ACME, "idle", MANAGED))
                .expectSuccessfulHandlerExecution();
    }

    private static TestExecutor<AccountAggregate> account(AccountEvent... events) {
        return account(Facts.NONE, events);
    }

    private static TestExecutor<AccountAggregate> account(Facts facts, AccountEvent... events) {
        AggregateTestFixture<AccountAggregate> fixture = new AggregateTestFixture<>(AccountAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given((Object[]) events);
    }

    private static void refused(ResultValidator<AccountAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }
}
