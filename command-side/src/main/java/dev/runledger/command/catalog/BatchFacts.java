package dev.runledger.command.catalog;

import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobCatalog.Row;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.run.RunCommand.StartRun;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.ParameterResolver;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a whole batch of commands in two statements, and hands each handler that asks for {@link Facts} its
 * own. Job rows stay locked until the batch's transaction ends: shared for commands that rely on a job, exclusively for
 * those that edit it, so that an edit on another node waits for the triggers before it and the other way round.
 */
public final class BatchFacts implements Consumer<List<Command>>, ParameterResolverFactory {

    private static final String RESOURCE = BatchFacts.class.getName();

    private final JobCatalog jobs;
    private final EnvironmentCatalog environments;
    private final Consumer<Row> onRead;

    /** @param onRead told of every job row read, before any handler runs: a cached aggregate that lags behind it must go */
    public BatchFacts(JobCatalog jobs, EnvironmentCatalog environments, Consumer<Row> onRead) {
        this.jobs = jobs;
        this.environments = environments;
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
        CurrentUnitOfWork.get().root().resources().put(RESOURCE, read(keys, triggering, edits));
    }

    /** Environments matter to those commands only that choose one. */
    private Map<JobKey, Facts> read(Set<JobKey> keys, Set<AccountId> triggering, boolean forUpdate) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<JobKey, Row> rows = jobs.lock(keys, forUpdate);
        rows.values().forEach(onRead);
        Map<AccountId, Map<String, Environment>> known = new HashMap<>();
        triggering.forEach(account -> known.put(account, environments.of(account)));
        Map<JobKey, Facts> facts = new HashMap<>();
        for (JobKey key : keys) {
            Optional<LiveJob> job = Optional.ofNullable(rows.get(key)).flatMap(Row::live);
            facts.put(key, new Facts(job, known.getOrDefault(key.account(), Map.of())));
        }
        return facts;
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
            Map<JobKey, Facts> facts = CurrentUnitOfWork.get().root().getResource(RESOURCE);
            return jobOf((Command) message.getPayload())
                    .map(key -> facts.getOrDefault(key, Facts.NONE))
                    .orElse(Facts.NONE);
        }

        @Override
        public boolean matches(Message<?> message) {
            return message.getPayload() instanceof Command;
        }
    }
}
