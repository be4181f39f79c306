package dev.runledger.command.account;

import dev.runledger.command.StreamTarget;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.hamcrest.CoreMatchers;
import org.junit.jupiter.api.Test;

/** How an account's next life begins. */
class NextLifeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minusSeconds(86_400);
    private static final AccountId ACME = new AccountId("acme", 1);
    private static final ApiKeyView KEY = key(new UUID(8, 8));
    private static final EnvironmentView PRODUCTION = EnvironmentView.created(
            "production", new UUID(1, 1), new Definition("P", null, EnvironmentClass.STANDARD, true), NOON);
    private static final OpenAccount OPENING =
            new OpenAccount(ACME.next(), "Acme", "free", List.of(PRODUCTION), LONG_AGO);

    private static final AccountOpened OPENED =
            new AccountOpened(ACME.next(), "Acme", "free", List.of(PRODUCTION), LONG_AGO, NOON);
    private static final ApiKeyCreated CREATED =
            new ApiKeyCreated(ACME.next(), KEY.id(), KEY.prefix(), KEY.role(), KEY.terms(), KEY.createdAt());

    private final AggregateTestFixture<AccountAggregate> account = new AggregateTestFixture<>(AccountAggregate.class);

    NextLifeTest() {
        account.registerCommandTargetResolver(new StreamTarget());
        account.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static ApiKeyView key(UUID id) {
        return new ApiKeyView(id, "sk_api_12345", Role.OWNER, new ApiKeyView.Terms("n", null, null), LONG_AGO, null);
    }

    @Test
    void itBeginsWithTheCallersKey() {
        account.givenNoPriorActivity()
                .when(new BeginAnew(OPENING, KEY, 7))
                .expectEvents(OPENED, CREATED)
                .expectResultMessagePayload(AccountView.first(OPENED).then(CREATED));
    }

    @Test
    void itBeginsOnce() {
        account.given(OPENED, CREATED)
                .when(new BeginAnew(OPENING, KEY, 7))
                .expectNoEvents()
                .expectResultMessagePayload(AccountView.first(OPENED).then(CREATED));
    }

    /** Its own key went with the wipe that was asked for before. */
    @Test
    void whoeverComesSecondIsOfTheLifeThatEnded() {
        account.given(OPENED, CREATED)
                .when(new BeginAnew(OPENING, key(new UUID(9, 9)), 7))
                .expectNoEvents()
                .expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(new Refusal.AccountWiped(ACME).toString()));
    }
}
