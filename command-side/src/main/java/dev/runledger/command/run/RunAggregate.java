package dev.runledger.command.run;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.createNew;

import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.retry.RetryDecider;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.Admission;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RetryDecision;
import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.Finished;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunOutcome;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to one run. Its stream is the fence: whoever gets {@link RunStarted} written may call out, nobody
 * else, and nothing changes a run that is over (runs.md: "an already-terminal run returns 409").
 */
@Aggregate(cache = "aggregateCache")
public final class RunAggregate implements CachedAggregate {

    /** What a run takes in memory beside its body, about. */
    private static final int SMALL = 1_500;

    /** The last instant that can be written with a year of four digits; a long exponential wait passes it. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private @Nullable RunView run;

    RunAggregate() {}

    private RunAggregate(RunTriggered event) {
        apply(event);
    }

    /** Begins a run's stream within the unit of work of the job that allowed it. */
    public static void begin(RunTriggered event) throws Exception {
        createNew(RunAggregate.class, () -> new RunAggregate(event));
    }

    @CommandHandler
    RunView handle(StartRun command, Facts facts, Clock clock) {
        RunView current = known();
        if (current.status() != RunStatus.PENDING) {
            if (current.status() == RunStatus.RUNNING && isAttempt(command.attempt())) {
                return current;
            }
            throw new Refused(new Refusal.StartRefused(command.run(), "it is " + current.status()));
        }
        requireUnmoved(command, facts.job());
        if (!facts.manages(current.environment())) {
            throw new Refused(new Refusal.EnvironmentMissing(current.environment()));
        }
        Instant at = startedAt(current, clock);
        Admission admission = facts.meter().admit(command.run().id(), current.job(), current.environment(), at);
        return switch (admission) {
            case Admission.Admitted admitted -> applied(started(command, at));
            case Admission.Denied denied -> applied(refused(command, denied, at));
        };
    }

    private static RunStarted started(StartRun command, Instant at) {
        return new RunStarted(
                command.run(),
                command.worker(),
                command.attempt(),
                command.jobVersion(),
                command.successStatus(),
                command.request(),
                at);
    }

    /** Nothing is called and nothing counted (API.md §7.2). */
    private static RunFailed refused(StartRun command, Admission.Denied denied, Instant at) {
        RetryDecision never = new RetryDecision.GiveUp("what is refused by quota is never tried again");
        return new RunFailed(command.run(), FailureReason.QUOTA_EXCEEDED, denied.words(), null, at, never);
    }

    /** The clocks of two nodes may differ by as much as the network is slow; no run starts before it is due. */
    private Instant startedAt(RunView waiting, Clock clock) {
        Instant due = RunResource.scheduledFor(waiting.trigger());
        Instant now = now(clock);
        return due != null && now.isBefore(due) ? due : now;
    }

    /** A run uses the effective configuration of the moment it starts (API.md §5.4). */
    private void requireUnmoved(StartRun command, Optional<LiveJob> job) {
        if (job.isEmpty() || !job.get().incarnation().equals(known().incarnation())) {
            throw new Refused(new Refusal.JobDeleted(command.job().slug()));
        }
        if (job.get().version() != command.jobVersion()) {
            throw new Refused(new Refusal.DefinitionMoved(command.job()));
        }
    }

    /** Whether a failure is tried again is decided here and stored with it; the next attempt exists from this moment. */
    @CommandHandler
    RunView handle(CompleteRun command, Facts facts, Clock clock) throws Exception {
        RunView current = known();
        Execution execution = current.execution();
        if (current.status() != RunStatus.RUNNING || execution == null || !isAttempt(command.attempt())) {
            return current;
        }
        Finished end = judged(command.outcome(), execution.successStatus(), facts, now(clock));
        RunView over = applied(end);
        if (end instanceof RunFailed failed
                && failed.retry() instanceof RetryAfter retry
                && facts.job().isPresent()) {
            begin(next(over, retry, facts.job().get(), failed.finishedAt()));
        }
        return over;
    }

    private static RunTriggered next(RunView failed, RetryAfter retry, LiveJob job, Instant now) {
        boolean ofRerun = failed.trigger() instanceof Trigger.Rerun
                || (failed.trigger() instanceof Trigger.Retry before && before.ofRerun());
        UUID first = failed.trigger() instanceof Trigger.Retry before
                ? before.of()
                : failed.key().id();
        return new RunTriggered(
                new RunKey(failed.key().account(), retry.run()),
                failed.job(),
                failed.incarnation(),
                job.version(),
                job.rules().kind(),
                failed.environment(),
                new Trigger.Retry(first, retry.attempt(), ofRerun, due(now, retry)),
                now);
    }

    private static Instant due(Instant now, RetryAfter retry) {
        Instant due = now.plus(retry.delay());
        return due.isAfter(LATEST) ? LATEST : due;
    }

    private Finished judged(RunOutcome outcome, StatusPattern success, Facts facts, Instant at) {
        return switch (outcome) {
            case RunOutcome.Answered(var response)
            when success.matches(response.status()) -> new RunSucceeded(known().key(), response, at);
            case RunOutcome.Answered(var response) -> {
                String why = "status " + response.status() + " does not match " + success;
                yield failed(FailureReason.NON_SUCCESS_STATUS, why, response, facts, at);
            }
            case RunOutcome.TimedOut(var detail) -> failed(FailureReason.TIMEOUT, detail, null, facts, at);
            case RunOutcome.Unreachable(var detail) -> failed(FailureReason.CONNECTION_ERROR, detail, null, facts, at);
            case RunOutcome.Blocked(var detail) -> failed(FailureReason.SSRF_BLOCKED, detail, null, facts, at);
        };
    }

    @CommandHandler
    RunView handle(CancelRun command, Clock clock) {
        RunView current = known();
        if (current.status().terminal()) {
            throw new Refused(
                    new Refusal.RunTerminal(command.run().id(), current.status().name()));
        }
        return applied(new RunCanceled(command.run(), current.status() == RunStatus.RUNNING, null, now(clock)));
    }

    @CommandHandler
    RunView handle(CancelPendingRun command, Clock clock) {
        RunView current = known();
        return current.status() == RunStatus.PENDING
                ? applied(new RunCanceled(command.run(), false, command.reason(), now(clock)))
                : current;
    }

    @CommandHandler
    RunView handle(DeclareWorkerLost command, Clock clock) {
        RunView current = known();
        Execution execution = current.execution();
        if (current.status() != RunStatus.RUNNING
                || execution == null
                || !execution.worker().equals(command.worker())) {
            return current;
        }
        RetryDecision never = new RetryDecision.GiveUp("a lost run may have reached its target");
        return applied(
                new RunFailed(command.run(), FailureReason.WORKER_LOST, command.detail(), null, now(clock), never));
    }

    private RunFailed failed(
            FailureReason reason, String error, @Nullable ResponseSnapshot response, Facts facts, Instant at) {
        Integer status = response == null ? null : response.status();
        RetryDecision retry = RetryDecider.decide(known(), reason, status, facts);
        return new RunFailed(known().key(), reason, error, response, at, retry);
    }

    private boolean isAttempt(UUID attempt) {
        Execution execution = known().execution();
        return execution != null && execution.attempt().equals(attempt);
    }

    private RunView known() {
        if (run == null) {
            throw new IllegalStateException("a run without a first event");
        }
        return run;
    }

    private RunView applied(RunEvent event) {
        apply(event);
        return known();
    }

    /** A clock that was set back between two nodes must not end a run before it began. */
    private Instant now(Clock clock) {
        RunView current = known();
        Execution execution = current.execution();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant earliest = execution == null ? current.createdAt() : execution.startedAt();
        return now.isBefore(earliest) ? earliest : now;
    }

    @Override
    public int bytes() {
        RunView current = known();
        Execution execution = current.execution();
        String body = execution == null ? null : execution.request().body();
        return current.status().terminal() ? NOT_WORTH_KEEPING : SMALL + (body == null ? 0 : 2 * body.length());
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return run == null ? null : run.key().stream();
    }

    @EventSourcingHandler
    void on(RunEvent event) {
        run = run == null ? RunView.first((RunTriggered) event) : run.then(event);
    }
}
