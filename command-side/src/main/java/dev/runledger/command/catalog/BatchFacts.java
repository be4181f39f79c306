package dev.runledger.command.catalog;

import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobCatalog.Row;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.retry.RetryPolicyCommand;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RunCommand.StartRun;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.ParameterResolver;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a whole batch of commands in two statements, and hands each handler that asks for {@link Facts} its
 * own. Rows stay locked until the batch's transaction ends: shared for commands that rely on a job or a retry policy,
 * exclusively for those that edit it, so that an edit on another node waits for the triggers before it and the other way
 * round. Job rows are locked first, then policy rows, each by key.
 */
public final class BatchFacts implements Consumer<List<Command>>, ParameterResolverFactory {

    private static final String RESOURCE = BatchFacts.class.getName();

    private final JobCatalog jobs;
    private final EnvironmentCatalog environments;
    private final RetryPolicyCatalog policies;
    private final Consumer<CatalogRow> onRead;

    /** @param onRead told of every row read, before any handler runs: a cached aggregate that lags behind it must go */
    public BatchFacts(
            JobCatalog jobs,
            EnvironmentCatalog environments,
            RetryPolicyCatalog policies,
            Consumer<CatalogRow> onRead) {
        this.jobs = jobs;
        this.environments = environments;
        this.policies = policies;
        this.onRead = onRead;
    }

    /** Called in the batch's transaction, before its first command is handled. */
    @Override
    public void accept(List<Command> batch) {
        Set<JobKey> keys = new HashSet<>();
        Set<AccountId> triggering = new HashSet<>();
        boolean edits = false;
        for (Command command : batch) {
            jobOf(command).ifPresent(keys::add);
            edits |= command instanceof JobCommand.Edit;
            if (command instanceof JobCommand.Trigger trigger) {
                triggering.add(trigger.job().account());
            }
        }
        Map<String, Facts> facts = read(keys, triggering, edits);
        batch.forEach(command -> aboutPolicies(command, facts));
        CurrentUnitOfWork.get().root().resources().put(RESOURCE, facts);
    }

    /** Environments matter to those commands only that choose one. */
    private Map<String, Facts> read(Set<JobKey> keys, Set<AccountId> triggering, boolean forUpdate) {
        if (keys.isEmpty()) {
            return new HashMap<>();
        }
        Map<JobKey, Row> rows = jobs.lock(keys, forUpdate);
        rows.values().forEach(onRead);
        Map<AccountId, Map<String, Environment>> known = new HashMap<>();
        triggering.forEach(account -> known.put(account, environments.of(account)));
        Map<String, Facts> facts = new HashMap<>();
        for (JobKey key : keys) {
            Optional<LiveJob> job = Optional.ofNullable(rows.get(key)).flatMap(Row::live);
            facts.put(key.stream(), new Facts(job, known.getOrDefault(key.account(), Map.of())));
        }
        return facts;
    }

    /** After the rows of jobs, so that all transactions lock in one order. */
    private void aboutPolicies(Command command, Map<String, Facts> facts) {
        switch (command) {
            case CreateJob create -> facts.computeIfPresent(create.stream(), naming(create.job(), create.definition()));
            case ReplaceJob replace ->
                facts.computeIfPresent(replace.stream(), naming(replace.job(), replace.definition()));
            case RetryPolicyCommand edit -> facts.put(edit.stream(), aboutEdit(edit));
            default -> {}
        }
    }

    private BiFunction<String, Facts, Facts> naming(JobKey job, JobDefinition definition) {
        return (stream, known) -> known.withPolicies(locked(job.account(), definition.retryPolicies()));
    }

    /** The live ones by slug. */
    private Map<String, RetryPolicyView> locked(AccountId account, Set<String> slugs) {
        Map<String, RetryPolicyView> live = new HashMap<>();
        if (!slugs.isEmpty()) {
            List<RetryPolicyKey> keys = slugs.stream()
                    .map(slug -> new RetryPolicyKey(account, slug))
                    .toList();
            policies.lock(keys, false)
                    .forEach(row ->
                            row.live().ifPresent(view -> live.put(row.key().slug(), view)));
        }
        return live;
    }

    /** The jobs are read under the policy's lock, for which an edit that would name it has to wait, or has ended. */
    private Facts aboutEdit(RetryPolicyCommand edit) {
        policies.lock(Set.of(edit.key()), true).forEach(onRead);
        return edit instanceof DeleteRetryPolicy ? Facts.NONE.withReferencingJobs(jobs.naming(edit.key())) : Facts.NONE;
    }

    private static Optional<String> subject(Command command) {
        return command instanceof RetryPolicyCommand
                ? Optional.of(command.stream())
                : jobOf(command).map(JobKey::stream);
    }

    private static Optional<JobKey> jobOf(Command command) {
        return switch (command) {
            case JobCommand job -> Optional.of(job.job());
            case StartRun start -> Optional.of(start.job());
            default -> Optional.empty();
        };
    }

    @Override
    public @Nullable ParameterResolver<Facts> createInstance(Executable handler, Parameter[] parameters, int index) {
        return parameters[index].getType() == Facts.class ? new FactsOfCommand() : null;
    }

    private static final class FactsOfCommand implements ParameterResolver<Facts> {
        @Override
        public Facts resolveParameterValue(Message<?> message) {
            Map<String, Facts> facts = CurrentUnitOfWork.get().root().getResource(RESOURCE);
            return subject((Command) message.getPayload())
                    .map(stream -> facts.getOrDefault(stream, Facts.NONE))
                    .orElse(Facts.NONE);
        }

        @Override
        public boolean matches(Message<?> message) {
            return message.getPayload() instanceof Command;
        }
    }
}
