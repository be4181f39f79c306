package dev.runledger.command.simulation;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.job.SimulatedJobs;
import dev.runledger.command.run.RunAggregate;
import dev.runledger.kernel.Command;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.Registration;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.annotation.DefaultParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.ParameterResolver;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.RepositoryProvider;
import org.jspecify.annotations.Nullable;

/** The real aggregates, deciding over streams that are handed to them. Serves one decision at a time. */
final class Deciders {

    /** What was decided: nothing of it is stored yet. */
    record Decision(
            List<DomainEventMessage<?>> events, @Nullable Object answer) {}

    private final Map<String, AggregateAnnotationCommandHandler<?>> handlers = new HashMap<>();
    private final Map<Class<?>, Repository<?>> repositories = new HashMap<>();
    private final Given given = new Given();

    Deciders() {
        SimulatedJobs.aggregates().forEach(this::add);
        add(RunAggregate.class);
    }

    private <T> void add(Class<T> aggregate) {
        ParameterResolverFactory parameters =
                MultiParameterResolverFactory.ordered(new DefaultParameterResolverFactory(), given);
        Repository<T> repository = EventSourcingRepository.builder(aggregate)
                .eventStore(given)
                .lockFactory(NullLockFactory.INSTANCE)
                .parameterResolverFactory(parameters)
                .repositoryProvider(new ByType())
                .build();
        repositories.put(aggregate, repository);
        AggregateAnnotationCommandHandler<T> handler = AggregateAnnotationCommandHandler.<T>builder()
                .aggregateType(aggregate)
                .repository(repository)
                .parameterResolverFactory(parameters)
                .commandTargetResolver(new StreamTarget())
                .build();
        handler.supportedCommandNames().forEach(name -> handlers.put(name, handler));
    }

    private final class ByType implements RepositoryProvider {
        @Override
        @SuppressWarnings("unchecked") // Put there under its own type.
        public <T> Repository<T> repositoryFor(Class<T> aggregate) {
            return (Repository<T>) Objects.requireNonNull(repositories.get(aggregate));
        }
    }

    /** @throws Exception whatever the decider refuses with */
    Decision decide(Command command, Facts facts, Clock clock, Function<String, List<DomainEventMessage<?>>> streams)
            throws Exception {
        given.facts = facts;
        given.clock = clock;
        given.streams = streams;
        given.published = new ArrayList<>();
        CommandMessage<?> message = new GenericCommandMessage<>(command);
        AggregateAnnotationCommandHandler<?> handler = handlers.get(message.getCommandName());
        if (handler == null) {
            throw new IllegalStateException("nobody decides " + message.getCommandName());
        }
        ResultMessage<Object> result =
                DefaultUnitOfWork.startAndGet(message).executeWithResult(() -> handler.handle(message));
        if (result.isExceptional()) {
            throw result.exceptionResult() instanceof Exception e
                    ? e
                    : new IllegalStateException(result.exceptionResult());
        }
        return new Decision(given.published, result.getPayload());
    }

    /** What a decision may take for granted, and where its events go. */
    private static final class Given implements EventStore, ParameterResolverFactory {

        private @Nullable Facts facts;
        private @Nullable Clock clock;
        private Function<String, List<DomainEventMessage<?>>> streams = stream -> List.of();
        private List<DomainEventMessage<?>> published = new ArrayList<>();

        @Override
        public @Nullable ParameterResolver<?> createInstance(Executable handler, Parameter[] parameters, int index) {
            Class<?> type = parameters[index].getType();
            if (type == Facts.class) {
                return new Resolver(() -> facts);
            }
            return type == Clock.class ? new Resolver(() -> clock) : null;
        }

        private record Resolver(Supplier<@Nullable Object> value) implements ParameterResolver<@Nullable Object> {
            @Override
            public @Nullable Object resolveParameterValue(Message<?> message) {
                return value.get();
            }

            @Override
            public boolean matches(Message<?> message) {
                return true;
            }
        }

        @Override
        public DomainEventStream readEvents(String stream) {
            return DomainEventStream.of(Stream.concat(
                            streams.apply(stream).stream(),
                            published.stream()
                                    .filter(event ->
                                            event.getAggregateIdentifier().equals(stream)))
                    .toList());
        }

        @Override
        public void publish(List<? extends EventMessage<?>> events) {
            events.forEach(event -> published.add((DomainEventMessage<?>) event));
        }

        @Override
        public void storeSnapshot(DomainEventMessage<?> snapshot) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Registration subscribe(Consumer<List<? extends EventMessage<?>>> subscriber) {
            return () -> true;
        }

        @Override
        public Registration registerDispatchInterceptor(
                MessageDispatchInterceptor<? super EventMessage<?>> interceptor) {
            return () -> true;
        }

        @Override
        public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
            throw new UnsupportedOperationException();
        }
    }
}
