package dev.runledger.command.execution;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunOutcome;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run in this worker's hand, from reading what it is to call to reporting what came of it. Calls out only after its start
 * is granted, and at most once. While it waits for its turn it has no thread and nothing is asked; otherwise its thread is a
 * virtual one of its own. Abort and drain come from others.
 */
final class RunAttempt {

    private static final Logger LOG = LoggerFactory.getLogger(RunAttempt.class);

    /** How often a job may change between our reading it and our asking, before we leave the run to a later offer. */
    private static final int MAX_MOVES = 20;

    private static final Duration PAUSE_AFTER_MOVE = Duration.ofMillis(20);

    private final PendingRun run;
    private final UUID worker;
    private final WorkerParts parts;
    private final UUID id = randomId();
    private final Cutoff cutoff;
    private final RunSignals signals;

    /** What was asked for by job version: a start may turn out to have been granted to an earlier question. */
    private final Map<Integer, OutboundRequest> asked = new HashMap<>();

    /** @param worker as whose the start is asked for */
    RunAttempt(PendingRun run, UUID worker, WorkerParts parts) {
        this.run = run;
        this.worker = worker;
        this.parts = parts;
        this.cutoff = new Cutoff(parts.waiting()::nanoTime);
        this.signals = new RunSignals(parts.waiting());
    }

    PendingRun run() {
        return run;
    }

    /** The run is over for its user: hang up, and report nothing. */
    void abort() {
        signals.abort();
        cutoff.abort();
    }

    boolean isAborted() {
        return signals.aborted();
    }

    /** The process will end: finish what is under way, but do not go on asking for a start that has no answer. */
    void drain() {
        signals.drain();
    }

    /** Lets an attempt through when there is room where it wants to call. */
    @FunctionalInterface
    interface Turnstile {
        Passage pass(Place place);
    }

    /** What a turnstile says. */
    enum Passage {
        GO,

        /** The thread ends; another carries the attempt out when its turn has come. */
        WAIT,

        /** The attempt is not wanted any more. */
        STOP
    }

    /** How far an attempt has come. */
    enum Progress {
        SETTLED,

        /** Over for this worker; what state the run is in, others have to find out. */
        UNKNOWN,

        WAITING;

        private static Progress settledIf(boolean settled) {
            return settled ? SETTLED : UNKNOWN;
        }
    }

    /** The run may call out; {@code spec} and headers are those its snapshot shows. */
    private record Grant(OutboundRequest request, Instant startedAt) {}

    /** Reads what is to be called, waits for a turn there, and goes on when it has it. Begins anew after a wait. */
    Progress carryOut(Turnstile turnstile) {
        Optional<JobView> job = read();
        for (int moves = 1; job.isPresent() && moves <= MAX_MOVES; moves++) {
            HttpRequestSpec spec =
                    job.get().definition().effectiveIn(run.environment()).request();
            switch (turnstile.pass(Place.of(run.run().account(), spec.url()))) {
                case WAIT -> {
                    return Progress.WAITING;
                }
                case STOP -> {
                    return Progress.settledIf(signals.aborted());
                }
                case GO -> {}
            }
            Reply reply = parts.commands().ask(start(job.get(), spec), signals::pauseUnlessDraining);
            if (!(reply instanceof Reply.Denied denied && denied.refusal() instanceof Refusal.DefinitionMoved)) {
                return Progress.settledIf(started(reply));
            }
            parts.jobs().forget(run.job());
            job = signals.pauseUnlessDraining(PAUSE_AFTER_MOVE.multipliedBy(moves)) ? read() : Optional.empty();
        }
        if (job.isPresent()) {
            LOG.warn(
                    "{} moved {} times while {} was to start; it waits for its next offer",
                    run.job(),
                    MAX_MOVES,
                    run.run());
        }
        return Progress.settledIf(!signals.draining());
    }

    /** @return false if the run's state is left unknown, for others to settle */
    private boolean started(Reply reply) {
        return switch (reply) {
            case Reply.Done done ->
                granted(done.answer()).map(this::callAndReport).orElse(true);
            case Reply.Denied denied -> denied(denied.refusal());
            case Reply.Unknown unknown -> signals.aborted();
        };
    }

    /** The job as it is now; empty if the run will not happen, which is then seen to. */
    private Optional<JobView> read() {
        for (int tries = 0; true; tries++) {
            try {
                return find();
            } catch (RuntimeException e) {
                if (tries == 0) {
                    LOG.warn("the definition of {} cannot be read ({}); trying again", run.job(), e.toString());
                }
                if (!signals.pauseUnlessDraining(Duration.ofSeconds(1))) {
                    return Optional.empty();
                }
            }
        }
    }

    /** Before a run is canceled for what its job is, memory is not believed: the slug may live anew, or be edited again. */
    private Optional<JobView> find() {
        Optional<JobView> remembered = parts.jobs().find(run.job());
        if (remembered.isPresent() && isUsable(remembered.get())) {
            return remembered;
        }
        parts.jobs().forget(run.job());
        Optional<JobView> current = parts.jobs().find(run.job());
        Optional<String> obsolete = current.map(run::obsoleteUnder).orElse(Optional.of("job deleted"));
        obsolete.ifPresent(this::cancel);
        return current.filter(job -> obsolete.isEmpty());
    }

    /** A definition older than the run itself would only be refused. */
    private boolean isUsable(JobView job) {
        return job.version() >= run.jobVersion() && run.obsoleteUnder(job).isEmpty();
    }

    private StartRun start(JobView job, HttpRequestSpec spec) {
        OutboundRequest request =
                asked.computeIfAbsent(job.version(), version -> parts.headers().request(run, spec));
        return new StartRun(
                run.run(),
                run.job(),
                run.incarnation(),
                job.version(),
                worker,
                id,
                spec.successStatus(),
                HeaderRedaction.snapshot(request));
    }

    private boolean denied(Refusal refusal) {
        switch (refusal) {
            case Refusal.JobDeleted deleted -> cancel("job deleted");
            case Refusal.EnvironmentMissing closed -> cancel(PendingRun.ENVIRONMENT_CLOSED);
            case Refusal.StartRefused taken -> LOG.debug("{} belongs to somebody else", run.run());
            case Refusal.RunNotFound gone -> LOG.debug("{} is gone", run.run());
            case Refusal.RunTerminal over -> LOG.debug("{} is over", run.run());
            case Refusal.AccountWiped wiped -> LOG.debug("{} is gone with its account", run.run());
            case Refusal.RunExists exists -> LOG.debug("{} exists already", run.run());
            default -> LOG.warn("{} was not started: {}", run.run(), refusal);
        }
        return true;
    }

    private void cancel(String why) {
        Reply reply = parts.commands().ask(new CancelPendingRun(run.run(), why), signals::pauseUnlessDraining);
        if (reply instanceof Reply.Denied denied) {
            LOG.debug("{} was not canceled: {}", run.run(), denied.refusal());
        }
    }

    /** Empty if the answer grants nothing to this attempt: refused by quota, canceled, or somebody else's. */
    private Optional<Grant> granted(Object answer) {
        if (!(answer instanceof RunView view) || view.status() != RunStatus.RUNNING) {
            return Optional.empty();
        }
        RunView.Execution execution = view.execution();
        OutboundRequest request = asked.get(view.jobVersion());
        return execution == null || request == null || !execution.attempt().equals(id)
                ? Optional.empty()
                : Optional.of(new Grant(request, execution.startedAt()));
    }

    private boolean callAndReport(Grant grant) {
        RunOutcome outcome = call(grant);
        if (signals.aborted()) {
            return true;
        }
        Reply reply =
                parts.commands().ask(new CompleteRun(run.run(), run.job(), id, outcome), signals::pauseUnlessAborted);
        if (reply instanceof Reply.Denied denied && !(denied.refusal() instanceof Refusal.AccountWiped)) {
            LOG.warn("the outcome of {} was not taken: {}", run.run(), denied.refusal());
        }
        return !(reply instanceof Reply.Unknown) || signals.aborted();
    }

    /** Whatever goes wrong in here is an outcome: a run that started must end. */
    private RunOutcome call(Grant grant) {
        Duration left = left(grant);
        if (!left.isPositive()) {
            return new RunOutcome.TimedOut(
                    "the timeout of " + grant.request.spec().timeout() + " s ended before the request could be sent");
        }
        try (cutoff) {
            return parts.out().call(grant.request, cutoff.arm(left, parts.watchdogs()));
        } catch (Throwable bug) {
            LOG.error(
                    "calling out for {} failed for a reason of our own; it ends as a connection error", run.run(), bug);
            return new RunOutcome.Unreachable("internal error: the request could not be carried out");
        }
    }

    /** What is left of the timeout, which runs from {@code started_at}; the wait for the grant's commit is part of it. */
    private Duration left(Grant grant) {
        Duration timeout = Duration.ofSeconds(grant.request.spec().timeout());
        Duration gone = Duration.between(grant.startedAt, parts.clock().instant());
        return gone.isNegative() ? timeout : timeout.minus(gone);
    }

    /** A version 4 UUID from the cheap generator: it must be unlikely to repeat, not hard to guess. */
    private static UUID randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }
}
