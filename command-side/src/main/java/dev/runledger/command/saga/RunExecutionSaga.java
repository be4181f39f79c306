package dev.runledger.command.saga;

import dev.runledger.command.execution.Handoff;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.util.Objects;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.modelling.saga.EndSaga;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;
import org.axonframework.spring.stereotype.Saga;
import org.jspecify.annotations.Nullable;

/**
 * One run's way from triggered to over. It hands work off and never waits for it; being told the same event again changes
 * nothing, because the run's own stream grants only one start.
 */
@Saga(sagaStore = "openRuns")
@ProcessingGroup(RunExecutionSaga.GROUP)
public final class RunExecutionSaga {

    /** The processor that drives all runs. */
    public static final String GROUP = "execution";

    static final String RUN = "run";

    private @Nullable OpenRun open;

    public RunExecutionSaga() {}

    RunExecutionSaga(OpenRun open) {
        this.open = open;
    }

    @StartSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunTriggered event, Handoff handoff) {
        OpenRun waiting = OpenRun.waiting(event);
        open = waiting;
        handoff.offer(waiting.run());
    }

    @SagaEventHandler(associationProperty = RUN)
    void on(RunStarted event) {
        open = open().started(event);
    }

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunSucceeded event) {}

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunFailed event, Handoff handoff) {
        handoff.abort(event.run());
    }

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunCanceled event, Handoff handoff) {
        handoff.abort(event.run());
    }

    OpenRun open() {
        return Objects.requireNonNull(open, "a saga begins with RunTriggered");
    }
}
