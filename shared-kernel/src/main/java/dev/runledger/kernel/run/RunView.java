package dev.runledger.kernel.run;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands after some of its events. {@link #first} and {@link #then} are the only fold: decisions, answers to
 * POST and GET, and the list's rows all come from it.
 */
public record RunView(
        RunKey key,
        String job,
        UUID incarnation,
        int jobVersion,
        String environment,
        Trigger trigger,
        RunStatus status,
        Instant createdAt,
        @Nullable Execution execution,
        @Nullable End end) {

    /** What is known from the moment the run turned RUNNING. */
    public record Execution(
            UUID worker, UUID attempt, StatusPattern successStatus, RequestSnapshot request, Instant startedAt) {}

    /** What is known once the run is over. */
    public record End(
            Instant finishedAt,
            @Nullable FailureReason reason,
            @Nullable String error,
            @Nullable ResponseSnapshot result) {}

    public static RunView first(RunTriggered event) {
        return new RunView(
                event.run(),
                event.job(),
                event.incarnation(),
                event.jobVersion(),
                event.environment(),
                event.trigger(),
                RunStatus.PENDING,
                event.triggeredAt(),
                null,
                null);
    }

    /** @throws IllegalStateException if the run is over, or is triggered a second time: no history holds that */
    public RunView then(RunEvent event) {
        if (status.terminal() || event instanceof RunTriggered) {
            throw new IllegalStateException(key + " is " + status + " and cannot take "
                    + event.getClass().getName());
        }
        return switch (event) {
            case RunTriggered e -> throw new IllegalStateException();
            case RunStarted e ->
                with(
                        RunStatus.RUNNING,
                        e.jobVersion(),
                        new Execution(e.worker(), e.attempt(), e.successStatus(), e.request(), e.startedAt()),
                        null);
            case RunSucceeded e -> ended(RunStatus.SUCCEEDED, new End(e.finishedAt(), null, null, e.result()));
            case RunFailed e -> ended(RunStatus.FAILED, new End(e.finishedAt(), e.reason(), e.error(), e.result()));
            case RunCanceled e -> ended(RunStatus.CANCELED, new End(e.finishedAt(), null, e.error(), null));
        };
    }

    /** As it was before anything happened to it; of its job's version, the latest is known. */
    public RunView asTriggered() {
        return new RunView(
                key, job, incarnation, jobVersion, environment, trigger, RunStatus.PENDING, createdAt, null, null);
    }

    public JobKey jobKey() {
        return new JobKey(key.account(), job);
    }

    private RunView ended(RunStatus status, End end) {
        return with(status, jobVersion, execution, end);
    }

    private RunView with(RunStatus status, int jobVersion, @Nullable Execution execution, @Nullable End end) {
        return new RunView(key, job, incarnation, jobVersion, environment, trigger, status, createdAt, execution, end);
    }
}
