package dev.runledger.command.account;

import dev.runledger.command.Commands;
import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.account.Plans;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Accounts that decide, and the tables that follow them in a database of their own. */
final class AccountHouse implements Commands {

    final AccountCatalog accounts;
    final EnvironmentCatalog environments;
    final ApiKeyRows keys;
    final NewApiKeys newKeys;
    private final Configuration axon;

    AccountHouse(LedgerDatabase database, Clock clock) {
        accounts = new AccountCatalog(database.sql(), Plans.DEFAULTS);
        environments = new EnvironmentCatalog(database.sql());
        keys = new ApiKeyRows(database.sql());
        newKeys = new NewApiKeys(keys, new JdbcTransactionManager(database.source()));
        axon = DefaultConfigurer.defaultConfiguration()
                .configureEmbeddedEventStore(c -> new InMemoryEventStorageEngine())
                .configureAggregate(AggregateConfigurer.defaultConfiguration(AccountAggregate.class)
                        .configureCommandTargetResolver(c -> new StreamTarget()))
                .registerComponent(Clock.class, c -> clock)
                .registerComponent(Facts.class, c -> Facts.NONE)
                .start();
        var _ = axon.eventStore().subscribe(events -> {
            accounts.record(events);
            environments.record(events);
            keys.record(events);
        });
    }

    /** Opens accounts as a node does. */
    Accounts opening(Clock clock, Consumer<AccountId> dataKeys) {
        return new Accounts(accounts, environments, Plans.DEFAULTS, dataKeys, this::send, clock);
    }

    CompletableFuture<Object> send(Command command) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        axon.commandBus().<Command, Object>dispatch(new GenericCommandMessage<>(command), (sent, result) -> {
            if (result.isExceptional()) {
                answer.completeExceptionally(result.exceptionResult());
            } else {
                answer.complete(result.getPayload());
            }
        });
        return answer;
    }

    @Override
    public <R> R send(Command command, Caller caller, Class<R> answer) {
        try {
            return answer.cast(send(command).join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What is in an account's stream. */
    List<Object> events(String stream) {
        return axon.eventStore()
                .readEvents(stream)
                .asStream()
                .<Object>map(message -> message.getPayload())
                .toList();
    }
}
