package dev.runledger.command.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.job.DueFire.Gap;
import dev.runledger.command.run.RunAggregate;
import dev.runledger.command.schedule.FireTimes;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobCommand.PurgeOneOff;
import dev.runledger.kernel.job.JobCommand.RemoveOverlay;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.ResumeFires;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobEvent.OverlayRemoved;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Decides whether a job may be changed and whether it may run. A run it allows begins a stream of its own. */
@Aggregate(cache = "aggregateCache")
final class JobAggregate implements CachedAggregate {

    /** What a job takes in memory beside its body, about; overlays are rarely large. */
    private static final int SMALL = 4_000;

    private @Nullable JobView job;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    JobView handle(CreateJob command, Facts facts, Clock clock) throws Exception {
        JobView existing = job;
        if (existing != null && existing.incarnation().equals(command.incarnation())) {
            return existing;
        }
        if (existing != null && existing.live()) {
            throw new Refused(new Refusal.IdTaken("job", command.job().slug()));
        }
        EditRules.requireNamed(command.definition(), null, facts);
        PlanRules.require(command.definition(), null, facts.plan());
        Instant now = existing == null ? now(clock) : EditTime.since(existing.updatedAt(), now(clock));
        Map<String, NextRun> next =
                new SelfRuns(command.job(), command.incarnation(), 1, now, facts::manages).of(command.definition());
        JobView created =
                applied(new JobCreated(command.job(), command.incarnation(), command.definition(), next, now));
        enqueue(created, Map.of(), now);
        return created;
    }

    @CommandHandler
    JobView handle(ReplaceJob command, Facts facts, Clock clock) throws Exception {
        JobView current = live(command);
        EditRules.requireNamed(command.definition(), current.definition(), facts);
        EditRules.requireVersion(current, command.ifVersions());
        PlanRules.require(command.definition(), current.definition(), facts.plan());
        Instant now = EditTime.of(current, facts, now(clock));
        int version = current.version() + 1;
        JobDefinition definition = command.definition();
        SelfRuns selfRuns = new SelfRuns(current.key(), current.incarnation(), version, now, facts::manages);
        JobView replaced = applied(new JobReplaced(
                current.key(),
                current.incarnation(),
                version,
                definition,
                selfRuns.of(definition, current, facts.nextFires()),
                disabled(current.definition(), definition),
                current.createdAt(),
                now));
        enqueue(replaced, current.next(), now);
        return replaced;
    }

    @CommandHandler
    JobView handle(RemoveOverlay command, Facts facts, Clock clock) {
        JobView current = live(command);
        String environment = command.environment();
        if (!current.definition().environments().containsKey(environment)) {
            return current;
        }
        Instant now = EditTime.of(current, facts, now(clock));
        int version = current.version() + 1;
        JobDefinition rest = current.definition().without(environment);
        SelfRuns selfRuns = new SelfRuns(current.key(), current.incarnation(), version, now, facts::manages);
        return applied(new OverlayRemoved(
                current.key(),
                current.incarnation(),
                version,
                environment,
                rest,
                selfRuns.of(rest, current, facts.nextFires()),
                current.createdAt(),
                now));
    }

    private static List<String> disabled(JobDefinition before, JobDefinition after) {
        return before.enabledEnvironments().stream()
                .filter(environment -> !after.enabledIn(environment))
                .toList();
    }

    /** A one-off's run exists and waits from the write that arms it (API.md §5.4). */
    private static void enqueue(JobView armed, Map<String, NextRun> before, Instant now) throws Exception {
        for (Map.Entry<String, NextRun> entry : armed.next().entrySet()) {
            NextRun next = entry.getValue();
            if (next.run() != null && !next.equals(before.get(entry.getKey()))) {
                begun(armed, next.run(), entry.getKey(), Trigger.Scheduled.once(next.at()), now);
            }
        }
    }

    @CommandHandler
    JobView handle(DeleteJob command, Facts facts, Clock clock) {
        JobView current = live(command);
        EditRules.requireVersion(current, command.ifVersions());
        return deleted(current, null, EditTime.of(current, facts, now(clock)));
    }

    /** Whether no run is left is for whoever asks to know; here counts that none is armed any more. */
    @CommandHandler
    @Nullable
    JobView handle(PurgeOneOff command, Clock clock) {
        return life(command.incarnation())
                .filter(current -> current.definition().kind() == JobKind.ONE_OFF
                        && current.next().isEmpty())
                .map(spent -> deleted(spent, command.reason(), now(clock)))
                .orElse(job);
    }

    private static JobView deleted(JobView current, @Nullable String reason, Instant now) {
        return applied(new JobDeleted(
                current.key(),
                current.incarnation(),
                current.version(),
                current.definition(),
                current.createdAt(),
                now,
                reason));
    }

    @CommandHandler
    @Nullable
    JobView handle(SpendOneOff command, Clock clock) {
        return life(command.incarnation())
                .filter(current -> current.waitsFor(command.run(), command.environment()))
                .map(current -> spent(current.spentIn(command.environment()), command, now(clock)))
                .orElse(job);
    }

    private static JobView spent(JobView job, SpendOneOff command, Instant now) {
        return applied(new OneOffSpent(
                job.key(),
                job.incarnation(),
                job.version(),
                command.environment(),
                command.run(),
                job.definition(),
                job.next(),
                job.createdAt(),
                job.updatedAt(),
                now));
    }

    /** @return the run that begins; null if none does */
    @CommandHandler
    @Nullable
    RunView handle(FireJob command, Facts facts, Clock clock) throws Exception {
        JobView current = job;
        String environment = command.environment();
        if (current == null
                || !current.live()
                || !command.fireAt().equals(facts.nextFires().get(environment))) {
            return null;
        }
        Instant now = notBefore(command.fireAt(), now(clock));
        FireTimes times = SelfRuns.times(current.definition().effectiveIn(environment));
        if (command.ranBefore()) {
            Gap again = new Gap(command.fireAt(), command.fireAt(), 1);
            skip(current, environment, again, "it had run before", times.next(now), now);
            return null;
        }
        return switch (DueFire.decide(times, command.fireAt(), now, command.misfireWindow())) {
            case DueFire.Skip(var gap, var next) -> {
                skip(current, environment, gap, "came due more than " + command.misfireWindow() + " ago", next, now);
                yield null;
            }
            case DueFire.Run(var at, var before, var next) -> {
                if (before.isPresent()) {
                    skip(current, environment, before.get(), "a later instant had come due as well", next, now);
                }
                UUID run = RunIds.fire(current.key(), current.incarnation(), environment, at);
                yield begun(current, run, environment, new Trigger.Scheduled(at, next), now);
            }
        };
    }

    private static void skip(JobView job, String environment, Gap gap, String reason, Instant next, Instant now)
            throws Exception {
        FireRecord.begin(new FiresSkipped(
                job.key(),
                job.incarnation(),
                job.version(),
                environment,
                gap.from(),
                gap.to(),
                gap.count(),
                reason,
                next,
                now));
    }

    /** Whether the environment is still managed counts, and not why it was asked. */
    @CommandHandler
    @Nullable
    JobView handle(ResumeFires command, Facts facts, Clock clock) throws Exception {
        JobView current = job;
        String environment = command.environment();
        if (current != null
                && current.live()
                && current.definition().kind() == JobKind.RECURRING
                && current.definition().enabledIn(environment)
                && facts.manages(environment)
                && !facts.nextFires().containsKey(environment)) {
            FireTimes times = SelfRuns.times(current.definition().effectiveIn(environment));
            FireRecord.begin(new FiresResumed(
                    current.key(),
                    current.incarnation(),
                    current.version(),
                    environment,
                    command.managedAt(),
                    times.next(command.managedAt()),
                    now(clock)));
        }
        return current;
    }

    @CommandHandler
    RunView handle(TriggerRun command, Facts facts, Clock clock) throws Exception {
        JobView current = live(command);
        String environment = chosenEnvironment(current, command, facts);
        return begun(current, command.run().id(), environment, new Trigger.Manual(), now(clock));
    }

    @CommandHandler
    RunView handle(Rerun command, Facts facts, Clock clock) throws Exception {
        JobView current = life(command.sourceIncarnation())
                .orElseThrow(
                        () -> new Refused(new Refusal.JobDeleted(command.job().slug())));
        if (!facts.manages(command.environment())) {
            throw new Refused(new Refusal.EnvironmentMissing(command.environment()));
        }
        Trigger again = new Trigger.Rerun(command.source());
        return begun(current, command.run().id(), command.environment(), again, now(clock));
    }

    /** API.md §5.6: candidates are the environments where the job is enabled, managed and visible. */
    private static String chosenEnvironment(JobView job, TriggerRun command, Facts facts) {
        String slug = job.key().slug();
        String named = command.environment();
        if (named != null && !command.scope().sees(named)) {
            throw new Refused(new Refusal.EnvironmentForbidden(named));
        }
        List<String> candidates = job.definition().enabledEnvironments().stream()
                .filter(environment ->
                        facts.manages(environment) && command.scope().sees(environment))
                .toList();
        if (named != null) {
            if (!candidates.contains(named)) {
                throw new Refused(new Refusal.EnvironmentNotEnabled(slug, named));
            }
            return named;
        }
        return switch (candidates.size()) {
            case 0 -> throw new Refused(Refusal.EnvironmentNotEnabled.nowhere(slug));
            case 1 -> candidates.getFirst();
            default -> throw new Refused(new Refusal.EnvironmentAmbiguous(candidates));
        };
    }

    private JobView live(JobCommand command) {
        if (job == null || !job.live()) {
            throw new Refused(new Refusal.JobNotFound(command.job().slug()));
        }
        return job;
    }

    private static JobView applied(JobEvent event) {
        apply(event);
        return JobView.after(event);
    }

    private static RunView begun(JobView job, UUID run, String environment, Trigger trigger, Instant now)
            throws Exception {
        RunTriggered event = new RunTriggered(
                new RunKey(job.key().account(), run),
                job.key().slug(),
                job.incarnation(),
                job.version(),
                job.definition().kind(),
                environment,
                trigger,
                now);
        RunAggregate.begin(event);
        return RunView.first(event);
    }

    /** The job if it lives, and in this one of its lives. */
    private Optional<JobView> life(UUID incarnation) {
        return Optional.ofNullable(job)
                .filter(current -> current.live() && current.incarnation().equals(incarnation));
    }

    /** The clocks of two nodes may differ by as much as the network is slow; a fire is never early. */
    private static Instant notBefore(Instant earliest, Instant now) {
        return now.isBefore(earliest) ? earliest : now;
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public int bytes() {
        String body = job == null ? null : job.definition().configuration().body();
        return SMALL + (body == null ? 0 : 2 * body.length());
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return job == null ? null : job.key().stream();
    }

    @EventSourcingHandler
    void on(JobEvent event) {
        job = JobView.after(event);
    }
}
