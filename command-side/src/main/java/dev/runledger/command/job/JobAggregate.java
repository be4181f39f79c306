package dev.runledger.command.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.run.RunAggregate;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
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
    JobView handle(CreateJob command, Clock clock) {
        JobView existing = job;
        if (existing != null && existing.incarnation().equals(command.incarnation())) {
            return existing;
        }
        if (existing != null && existing.live()) {
            throw new Refused(new Refusal.IdTaken("job", command.job().slug()));
        }
        return applied(new JobCreated(command.job(), command.incarnation(), command.definition(), now(clock)));
    }

    @CommandHandler
    JobView handle(ReplaceJob command, Clock clock) {
        JobView current = live(command);
        requireVersion(current, command.ifVersions());
        return applied(new JobReplaced(
                current.key(),
                current.incarnation(),
                current.version() + 1,
                command.definition(),
                current.createdAt(),
                now(clock)));
    }

    @CommandHandler
    JobView handle(DeleteJob command, Clock clock) {
        JobView current = live(command);
        requireVersion(current, command.ifVersions());
        return applied(new JobDeleted(
                current.key(),
                current.incarnation(),
                current.version(),
                current.definition(),
                current.createdAt(),
                now(clock)));
    }

    @CommandHandler
    RunView handle(TriggerRun command, Facts facts, Clock clock) throws Exception {
        JobView current = live(command);
        return begun(new RunTriggered(
                command.run(),
                current.key().slug(),
                current.incarnation(),
                current.version(),
                chosenEnvironment(current, command, facts),
                new Trigger.Manual(),
                now(clock)));
    }

    @CommandHandler
    RunView handle(Rerun command, Facts facts, Clock clock) throws Exception {
        JobView current = job;
        if (current == null || !current.live() || !current.incarnation().equals(command.sourceIncarnation())) {
            throw new Refused(new Refusal.JobDeleted(command.job().slug()));
        }
        if (!facts.manages(command.environment())) {
            throw new Refused(new Refusal.EnvironmentMissing(command.environment()));
        }
        return begun(new RunTriggered(
                command.run(),
                current.key().slug(),
                current.incarnation(),
                current.version(),
                command.environment(),
                new Trigger.Rerun(command.source()),
                now(clock)));
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

    private static void requireVersion(JobView current, @Nullable Set<Integer> allowed) {
        if (allowed != null && !allowed.contains(current.version())) {
            throw new Refused(new Refusal.VersionMismatch(current.version()));
        }
    }

    private static JobView applied(JobEvent event) {
        apply(event);
        return JobView.after(event);
    }

    private static RunView begun(RunTriggered event) throws Exception {
        RunAggregate.begin(event);
        return RunView.first(event);
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
