package dev.runledger.command.saga;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.saga.AnnotatedSagaManager;
import org.axonframework.modelling.saga.AssociationValue;
import org.axonframework.modelling.saga.repository.AnnotatedSagaRepository;
import org.jspecify.annotations.Nullable;

/**
 * Gives each run's events to its saga, in the segment that the run belongs to and nowhere else. A saga goes by its run's name,
 * so none has to be looked for; the framework's own way would ask every segment of every node for every event.
 */
public final class RunSagas extends AnnotatedSagaManager<RunExecutionSaga> {

    private record Asked(EventMessage<?> event, AssociationValue association) {}

    private volatile @Nullable Asked asked;

    private RunSagas(Builder<RunExecutionSaga> builder) {
        super(builder);
    }

    /** @param parameters finds what the saga's handlers ask for */
    public static RunSagas over(OpenRuns store, ParameterResolverFactory parameters) {
        AnnotatedSagaRepository<RunExecutionSaga> repository = AnnotatedSagaRepository.<RunExecutionSaga>builder()
                .sagaType(RunExecutionSaga.class)
                .sagaStore(store)
                .parameterResolverFactory(parameters)
                .build();
        return new RunSagas(AnnotatedSagaManager.<RunExecutionSaga>builder()
                .sagaType(RunExecutionSaga.class)
                .sagaFactory(RunExecutionSaga::new)
                .sagaRepository(repository)
                .parameterResolverFactory(parameters)
                .listenerInvocationErrorHandler(PropagatingErrorHandler.instance()));
    }

    @Override
    public boolean canHandle(EventMessage<?> event, Segment segment) {
        return event.getPayload() instanceof RunEvent run
                && segment.matches(association(event, run))
                && super.canHandle(event, segment);
    }

    /** One event is asked about by all segments in a row. */
    @SuppressWarnings("ReferenceEquality") // Another message may equal it; this only saves work for the same one.
    private AssociationValue association(EventMessage<?> event, RunEvent run) {
        Asked latest = asked;
        if (latest == null || latest.event() != event) {
            latest = new Asked(event, RunSegments.association(run.run().stream()));
            asked = latest;
        }
        return latest.association();
    }

    @Override
    protected boolean matchesSegment(Segment segment, String run) {
        return segment.matches(RunSegments.association(run));
    }

    @Override
    protected String createSagaIdentifier(Segment segment) {
        return ((RunTriggered) CurrentUnitOfWork.get().getMessage().getPayload()).run().stream();
    }
}
