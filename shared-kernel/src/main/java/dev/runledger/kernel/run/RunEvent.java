package dev.runledger.kernel.run;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to a run. A run has two to four of these, and nothing after a final one. */
public sealed interface RunEvent {

    RunKey run();

    /** One of the events that end a run. */
    sealed interface Finished extends RunEvent {
        Instant finishedAt();
    }

    /**
     * The run exists and waits.
     *
     * @param job the parent's slug
     * @param incarnation the parent's life
     * @param jobVersion the parent's version when the run was enqueued
     * @param kind the parent's kind then; before it was recorded there were none but manual jobs
     */
    @EventType(name = "RunTriggered")
    record RunTriggered(
            RunKey run,
            String job,
            UUID incarnation,
            int jobVersion,
            JobKind kind,
            String environment,
            Trigger trigger,
            Instant triggeredAt)
            implements RunEvent {

        public RunTriggered {
            kind = Objects.requireNonNullElse(kind, JobKind.MANUAL);
        }

        public JobKey jobKey() {
            return new JobKey(run.account(), job);
        }

        /** When the run may start: its scheduled instant, or at once. */
        public Instant dueAt() {
            return switch (trigger) {
                case Trigger.Scheduled scheduled -> scheduled.scheduledFor();
                case Trigger.Retry retry -> retry.scheduledFor();
                case Trigger.Manual manual -> triggeredAt;
                case Trigger.Rerun rerun -> triggeredAt;
            };
        }
    }

    /**
     * A worker owns the run and calls out now. From here on the run counts.
     *
     * @param worker the process, one id per start of it
     * @param attempt the claim that was granted; asking again with it is not a second start
     * @param jobVersion the version whose configuration is used
     * @param successStatus what the response will be judged by
     */
    @EventType(name = "RunStarted")
    record RunStarted(
            RunKey run,
            UUID worker,
            UUID attempt,
            int jobVersion,
            StatusPattern successStatus,
            RequestSnapshot request,
            Instant startedAt)
            implements RunEvent {}

    /** The response matched what the job calls success. */
    @EventType(name = "RunSucceeded")
    record RunSucceeded(RunKey run, ResponseSnapshot result, Instant finishedAt) implements Finished {}

    /**
     * The run failed.
     *
     * @param result there if a complete response was
     * @param retry what was decided about another attempt; null in events from before there were retries
     */
    @EventType(name = "RunFailed")
    record RunFailed(
            RunKey run,
            FailureReason reason,
            @Nullable String error,
            @Nullable ResponseSnapshot result,
            Instant finishedAt,
            @Nullable RetryDecision retry)
            implements Finished {}

    /**
     * The run is no longer tracked.
     *
     * @param metered whether it was running: its request may already have been sent, so it counts
     * @param error why, if not by somebody's wish
     */
    @EventType(name = "RunCanceled")
    record RunCanceled(
            RunKey run, boolean metered, @Nullable String error, Instant finishedAt) implements Finished {}
}
