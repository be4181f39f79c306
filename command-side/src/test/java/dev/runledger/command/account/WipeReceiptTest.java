package dev.runledger.command.account;

import dev.runledger.command.StreamTarget;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.RemovedUsage;
import dev.runledger.kernel.account.WipeCommand.ConfirmWiped;
import dev.runledger.kernel.account.WipeEvent.AccountWiped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;

class WipeReceiptTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final AccountId ACME = new AccountId("acme", 1);
    private static final List<RemovedUsage> REMOVED = List.of(new RemovedUsage("2026-02", 7, 1));
    private static final AccountWiped WIPED = new AccountWiped(ACME, REMOVED, NOON);

    private final AggregateTestFixture<WipeReceipt> receipt = new AggregateTestFixture<>(WipeReceipt.class);

    WipeReceiptTest() {
        receipt.registerCommandTargetResolver(new StreamTarget());
    }

    @Test
    void whatWasRemovedIsTold() {
        receipt.registerInjectableResource(Clock.fixed(NOON, ZoneOffset.UTC));
        receipt.givenNoPriorActivity().when(new ConfirmWiped(ACME, REMOVED)).expectEvents(WIPED);
    }

    @Test
    void itIsToldOnce() {
        receipt.registerInjectableResource(Clock.fixed(LATER, ZoneOffset.UTC));
        receipt.given(WIPED)
                .when(new ConfirmWiped(ACME, List.of()))
                .expectNoEvents()
                .expectResultMessagePayload(NOON);
    }
}
