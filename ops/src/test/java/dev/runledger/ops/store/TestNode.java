package dev.runledger.ops.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.kernel.Command;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** One node as production wires it: pool, store, cache, repository and bus, with counters as its only aggregates. */
final class TestNode implements AutoCloseable {

    static final NamedEventSerializer SERIALIZER =
            new NamedEventSerializer(Upcasters.NONE, List.of(CounterEvent.class));

    final HikariDataSource pool;
    final PostgresEventStore store;
    final BoundedAggregateCache cache = new BoundedAggregateCache(1 << 20, counter -> 100);
    final GroupCommitCommandBus bus;
    final CommandGateway commands;

    TestNode(Ledger ledger) {
        this(ledger, EventStoreSettings.DEFAULTS, batch -> {}, GroupCommitSettings.DEFAULTS);
    }

    TestNode(
            Ledger ledger,
            EventStoreSettings settings,
            Consumer<List<Command>> preparation,
            GroupCommitSettings groupCommit) {
        this(connections(ledger.database().url(), ledger), settings, preparation, groupCommit);
    }

    /** @param connections to a ledger, perhaps by a way of their own */
    TestNode(
            Connections connections,
            EventStoreSettings settings,
            Consumer<List<Command>> preparation,
            GroupCommitSettings groupCommit) {
        pool = connections.pool();
        store = PostgresEventStore.over(
                pool,
                connections.single(),
                SERIALIZER,
                EventSeal.NONE,
                stream -> "Counter",
                stream -> stream.startsWith("last/"),
                settings);
        bus = new GroupCommitCommandBus(SimpleCommandBus.builder(), transactions(), preparation, groupCommit);
        EventSourcingRepository<Counter> repository = EventSourcingRepository.builder(Counter.class)
                .eventStore(store)
                .cache(cache)
                .build();
        AggregateAnnotationCommandHandler.<Counter>builder()
                .aggregateType(Counter.class)
                .repository(repository)
                .build()
                .subscribe(bus);
        commands = DefaultCommandGateway.builder().commandBus(bus).build();
    }

    TestNode started() {
        store.start();
        bus.start();
        return this;
    }

    SpringTransactionManager transactions() {
        return new SpringTransactionManager(new JdbcTransactionManager(pool));
    }

    Object send(Object command) {
        return commands.sendAndWait(command);
    }

    List<CompletableFuture<Object>> sendAll(List<? extends Command> batch) {
        return batch.stream().map(command -> commands.<Object>send(command)).toList();
    }

    static Connections connections(String url, Ledger ledger) {
        return connections(url, ledger, SessionLimits.DEFAULTS);
    }

    static Connections connections(String url, Ledger ledger, SessionLimits limits) {
        Connections.Database database = new Connections.Database(
                url, ledger.database().user(), ledger.database().password());
        return new Connections(database, "runledger test", limits);
    }

    @Override
    public void close() {
        bus.close();
        store.close();
        pool.close();
    }
}
