package dev.runledger.command.catalog;

import dev.runledger.command.catalog.JobCatalog.Row;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.time.Instant;
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
    private final NextFires nextFires;
    private final Consumer<Row> onRead;

    /** @param onRead told of every job row read, before any handler runs: a cached aggregate that lags behind it must go */
    public BatchFacts(
            JobCatalog jobs, EnvironmentCatalog environments, NextFires nextFires, Consumer<Row> onRead) {
        this.jobs = jobs;
        this.environments = environments;
        this.nextFires = nextFires;
        this.onRead = onRead;
    }

    /** Called in the batch's transaction, before its first command is handled. */
    @Override
    public void accept(List<Command> batch) {
        CurrentUnitOfWork.get().root().resources().put(RESOURCE, read(BatchNeeds.of(batch)));
    }

    private Map<JobKey, Facts> read(BatchNeeds needs) {
        if (needs.jobs().isEmpty()) {
            return Map.of();
        }
        Map<JobKey, Row> rows = jobs.lock(needs.jobs(), needs.forUpdate());
        rows.values().forEach(onRead);
        Map<JobKey, Map<String, Instant>> fires =
                needs.timetables().isEmpty() ? Map.of() : nextFires.lock(needs.timetables());
        Map<AccountId, Map<String, Environment>> known = new HashMap<>();
        accountsOf(needs, rows).forEach(account -> known.put(account, environments.of(account)));
        Map<JobKey, Facts> facts = new HashMap<>();
        for (JobKey key : needs.jobs()) {
            facts.put(
                    key,
                    new Facts(
                            Optional.ofNullable(rows.get(key)).flatMap(Row::live),
                            known.getOrDefault(key.account(), Map.of()),
                            fires.getOrDefault(key, Map.of())));
        }
        return facts;
    }

    /** Environments matter to commands that choose one, and to failures that a policy may try again. */
    private static Set<AccountId> accountsOf(BatchNeeds needs, Map<JobKey, Row> rows) {
        Set<AccountId> accounts = new HashSet<>(needs.choosing());
        for (JobKey job : needs.completing()) {
            Row row = rows.get(job);
            if (row != null && row.rules().retries()) {
                accounts.add(job.account());
            }
        }
        return accounts;
    }

    @Override
    public @Nullable ParameterResolver<Facts> createInstance(Executable handler, Parameter[] parameters, int index) {
        return parameters[index].getType() == Facts.class ? new FactsOfCommand() : null;
    }

    private static final class FactsOfCommand implements ParameterResolver<Facts> {
        @Override
        public Facts resolveParameterValue(Message<?> message) {
            Map<JobKey, Facts> facts = CurrentUnitOfWork.get().root().getResource(RESOURCE);
            return BatchNeeds.jobOf((Command) message.getPayload())
                    .map(key -> facts.getOrDefault(key, Facts.NONE))
                    .orElse(Facts.NONE);
        }

        @Override
        public boolean matches(Message<?> message) {
            return message.getPayload() instanceof Command;
        }
    }
}
