package dev.runledger.command.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.kernel.account.WipeCommand.ConfirmWiped;
import dev.runledger.kernel.account.WipeEvent;
import dev.runledger.kernel.account.WipeEvent.AccountWiped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** That a life of an account is gone is told once, however often it is asked for. */
@Aggregate(cache = "aggregateCache")
final class WipeReceipt implements CachedAggregate {

    /** What one takes in memory, about. */
    private static final int SMALL = 500;

    private @Nullable AccountWiped wiped;

    /** @return when the wipe was done */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Instant handle(ConfirmWiped command, Clock clock) {
        AccountWiped told = wiped;
        if (told != null) {
            return told.wipedAt();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        apply(new AccountWiped(command.account(), command.removed(), now));
        return now;
    }

    @Override
    public int bytes() {
        return SMALL;
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return wiped == null ? null : WipeEvent.stream(wiped.account());
    }

    @EventSourcingHandler
    void on(AccountWiped event) {
        wiped = event;
    }
}
