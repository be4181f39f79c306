package dev.runledger.command.saga;

import dev.runledger.command.execution.Handoff;
import dev.runledger.kernel.run.RunEvent.Finished;
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
import org.jspecify.annotations.Nullable;

/**
 * One run's way from triggered to over. It hands work off and never waits for it; being told the same event again changes
 * nothing, because the run's own stream grants only one start. Another attempt is a run of its own and has its own saga.
 */
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
    void on(RunTriggered event, DueRuns due) {
        OpenRun waiting = OpenRun.waiting(event);
        open = waiting;
        due.take(waiting);
    }

    @SagaEventHandler(associationProperty = RUN)
    void on(RunStarted event, OneOffs oneOffs) {
        oneOffs.begun(open());
        open = open().started(event);
    }

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunSucceeded event, OneOffs oneOffs) {
        ended(event, oneOffs);
    }

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunFailed event, OneOffs oneOffs, Handoff handoff) {
        ended(event, oneOffs);
        handoff.abort(event.run());
    }

    @EndSaga
    @SagaEventHandler(associationProperty = RUN)
    void on(RunCanceled event, OneOffs oneOffs, Handoff handoff) {
        ended(event, oneOffs);
        handoff.abort(event.run());
    }

    private void ended(Finished event, OneOffs oneOffs) {
        oneOffs.ended(open(), event.finishedAt());
    }

    OpenRun open() {
        return Objects.requireNonNull(open, "a saga begins with RunTriggered");
    }
}
