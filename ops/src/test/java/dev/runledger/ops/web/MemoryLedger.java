package dev.runledger.ops.web;

import dev.runledger.command.Commands;
import dev.runledger.command.catalog.EnvironmentLookup;
import dev.runledger.command.catalog.JobLookup;
import dev.runledger.command.catalog.RetryPolicyLookup;
import dev.runledger.command.run.RunReader;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that stands behind the write API, in memory: enough to be asked over HTTP and to refuse as the house does. */
final class MemoryLedger implements Commands, JobLookup, EnvironmentLookup, RetryPolicyLookup, RunReader {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<JobKey, JobView> jobs = new ConcurrentHashMap<>();
    private final Map<RunKey, RunView> runs = new ConcurrentHashMap<>();
    private final Map<RetryPolicyKey, RetryPolicyView> policies = new ConcurrentHashMap<>();

    @Override
    public <R> R send(Command command, Caller caller, Class<R> answer) {
        Object view = switch (command) {
            case CreateJob c -> create(c);
            case ReplaceJob c -> replace(c);
            case DeleteJob c -> delete(c);
            case TriggerRun c -> trigger(c);
            case Rerun c -> begin(c.job(), c.run(), c.environment(), new Trigger.Rerun(c.source()));
            case CancelRun c -> cancel(c);
            case SpendOneOff c -> spend(c);
            default -> throw new IllegalArgumentException(command.toString());
        };
        return answer.cast(view);
    }

    @Override
    public Optional<JobView> find(JobKey job) {
        return Optional.ofNullable(jobs.get(job));
    }

    @Override
    public Optional<RunView> find(RunKey run) {
        return Optional.ofNullable(runs.get(run));
    }

    @Override
    public Map<AccountId, Map<String, Environment>> of(Collection<AccountId> accounts) {
        Map<String, Environment> all = Map.of(
                "production", new Environment("production", true), "development", new Environment("development", true));
        return accounts.stream().collect(Collectors.toMap(account -> account, account -> all));
    }

    @Override
    public Optional<RetryPolicyView> find(RetryPolicyKey policy) {
        return Optional.ofNullable(policies.get(policy));
    }

    private JobView create(CreateJob command) {
        Map<String, NextRun> armed = armed(command);
        JobView job =
                JobView.after(new JobCreated(command.job(), command.incarnation(), command.definition(), armed, NOON));
        if (jobs.putIfAbsent(command.job(), job) != null) {
            throw new Refused(new Refusal.IdTaken("job", command.job().slug()));
        }
        armed.forEach((environment, next) -> begin(
                job.key(),
                new RunKey(job.key().account(), Objects.requireNonNull(next.run())),
                environment,
                Trigger.Scheduled.once(next.at())));
        return job;
    }

    /** A one-off's runs exist from its birth; other kinds have none. */
    private static Map<String, NextRun> armed(CreateJob command) {
        Map<String, NextRun> armed = new LinkedHashMap<>();
        if (command.definition().kind() == JobKind.ONE_OFF) {
            command.definition()
                    .enabledEnvironments()
                    .forEach(environment -> armed.put(
                            environment,
                            new NextRun(
                                    NOON, RunIds.oneOff(command.job(), command.incarnation(), environment, NOON, 1))));
        }
        return armed;
    }

    private JobView spend(SpendOneOff command) {
        return Objects.requireNonNull(jobs.computeIfPresent(
                command.job(),
                (key, job) ->
                        job.waitsFor(command.run(), command.environment()) ? job.spentIn(command.environment()) : job));
    }

    private JobView replace(ReplaceJob command) {
        JobView job = matching(command.job(), command.ifVersions());
        JobReplaced event = new JobReplaced(
                job.key(),
                job.incarnation(),
                job.version() + 1,
                command.definition(),
                Map.of(),
                List.of(),
                job.createdAt(),
                NOON);
        JobView replaced = JobView.after(event);
        jobs.put(job.key(), replaced);
        return replaced;
    }

    private JobView delete(DeleteJob command) {
        JobView job = matching(command.job(), command.ifVersions());
        jobs.remove(job.key());
        return JobView.after(new JobDeleted(
                job.key(), job.incarnation(), job.version(), job.definition(), job.createdAt(), NOON, null));
    }

    private JobView matching(JobKey key, @Nullable Set<Integer> versions) {
        JobView job = Objects.requireNonNull(jobs.get(key));
        if (versions != null && !versions.contains(job.version())) {
            throw new Refused(new Refusal.VersionMismatch(job.version()));
        }
        return job;
    }

    private RunView trigger(TriggerRun command) {
        JobView job = Objects.requireNonNull(jobs.get(command.job()));
        List<String> candidates = job.definition().enabledEnvironments().stream()
                .filter(command.scope()::sees)
                .toList();
        String named = command.environment();
        if (named == null && candidates.size() > 1) {
            throw new Refused(new Refusal.EnvironmentAmbiguous(candidates));
        }
        String environment = candidates.stream()
                .filter(candidate -> named == null || named.equals(candidate))
                .findFirst()
                .orElseThrow(() ->
                        new Refused(new Refusal.EnvironmentNotEnabled(job.key().slug(), named == null ? "" : named)));
        return begin(job.key(), command.run(), environment, new Trigger.Manual());
    }

    private RunView begin(JobKey key, RunKey id, String environment, Trigger trigger) {
        JobView job = jobs.get(key);
        if (job == null) {
            throw new Refused(new Refusal.JobDeleted(key.slug()));
        }
        RunView run = RunView.first(new RunTriggered(
                id, key.slug(), job.incarnation(), job.version(), JobKind.MANUAL, environment, trigger, NOON));
        runs.put(id, run);
        return run;
    }

    private RunView cancel(CancelRun command) {
        RunView run = Objects.requireNonNull(runs.get(command.run()));
        if (run.status().terminal()) {
            throw new Refused(
                    new Refusal.RunTerminal(run.key().id(), run.status().name()));
        }
        RunView canceled = run.then(new RunCanceled(run.key(), false, null, NOON));
        runs.put(run.key(), canceled);
        return canceled;
    }
}
