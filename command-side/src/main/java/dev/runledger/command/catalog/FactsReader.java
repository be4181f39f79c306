package dev.runledger.command.catalog;

import dev.runledger.command.catalog.JobCatalog.Row;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.account.AccountCommand;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.Meter;
import dev.runledger.kernel.retry.RetryPolicyCommand;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads what the commands of a batch need to know, in its transaction. Rows are locked until that ends: shared for commands
 * that rely on them, exclusively for those that edit them, so that an edit on another node waits for the triggers before it and
 * the other way round. All transactions lock in one order: accounts, jobs, retry policies, the timetable, each by key.
 */
public final class FactsReader {

    private final AccountCatalog accounts;
    private final JobCatalog jobs;
    private final EnvironmentLookup environments;
    private final RetryPolicyCatalog policies;
    private final NextFires nextFires;
    private final PlanReader plans;
    private final UsageCounters usage;
    private final Consumer<CatalogRow> onRead;

    /** @param onRead told of every row read, before any handler runs: a cached aggregate that lags behind it must go */
    public FactsReader(
            AccountCatalog accounts,
            JobCatalog jobs,
            EnvironmentLookup environments,
            RetryPolicyCatalog policies,
            NextFires nextFires,
            UsageCounters usage,
            Consumer<CatalogRow> onRead) {
        this.accounts = accounts;
        this.jobs = jobs;
        this.environments = environments;
        this.policies = policies;
        this.nextFires = nextFires;
        this.plans = new PlanReader(accounts.plans(), jobs, usage);
        this.usage = usage;
        this.onRead = onRead;
    }

    /** By the stream that each command is about, see {@link BatchNeeds#subject}. */
    Map<String, Facts> read(List<Command> batch) {
        BatchNeeds needs = BatchNeeds.of(batch);
        Map<String, Facts> facts = new HashMap<>();
        boolean counting = plans.limitJobs(needs.growing());
        if (!needs.settled().isEmpty()) {
            accounts.lock(needs.settled(), counting);
        }
        Map<AccountId, PlanFacts> planned = plans.read(needs, counting);
        if (!needs.jobs().isEmpty()) {
            aboutJobs(needs, planned, facts);
        }
        batch.forEach(command -> {
            switch (command) {
                case RetryPolicyCommand edit ->
                    facts.put(
                            edit.stream(),
                            aboutPolicy(edit).withPlan(plan(edit.key().account(), planned)));
                case BeginAnew wish -> accounts.lockToEnd(wish);
                case AccountCommand change -> {
                    accounts.lockToChange(change.account()).ifPresent(onRead);
                    facts.put(change.stream(), Facts.NONE.withPlan(plan(change.account(), planned)));
                }
                default -> {}
            }
        });
        return facts;
    }

    private static PlanFacts plan(AccountId account, Map<AccountId, PlanFacts> planned) {
        return planned.getOrDefault(account, PlanFacts.UNLIMITED);
    }

    private void aboutJobs(BatchNeeds needs, Map<AccountId, PlanFacts> planned, Map<String, Facts> facts) {
        Map<JobKey, Row> rows = jobs.lock(needs.jobs(), needs.forUpdate());
        rows.values().forEach(onRead);
        Map<JobKey, Set<String>> named = named(needs, rows);
        Map<RetryPolicyKey, RetryPolicyView> live = locked(named);
        Map<JobKey, Map<String, Instant>> fires =
                needs.timetables().isEmpty() ? Map.of() : nextFires.lock(needs.timetables());
        Map<AccountId, Map<String, Environment>> known = environments(needs, rows);
        Map<AccountId, Meter> meters = needs.starting().isEmpty() ? Map.of() : usage.meters(needs.starting());
        for (JobKey job : needs.jobs()) {
            Facts found = Facts.NONE
                    .withEnvironments(known.getOrDefault(job.account(), Map.of()))
                    .withNextFires(fires.getOrDefault(job, Map.of()))
                    .withPlan(plan(job.account(), planned))
                    .withMeter(meters.getOrDefault(job.account(), Meter.NONE))
                    .withPolicies(named(named.getOrDefault(job, Set.of()), job.account(), live));
            Row row = rows.get(job);
            facts.put(
                    job.stream(),
                    row == null ? found : row.live().map(found::with).orElse(found));
        }
    }

    /** Those that a definition to be names; of a job whose run ends those that may judge it. */
    private static Map<JobKey, Set<String>> named(BatchNeeds needs, Map<JobKey, Row> rows) {
        Map<JobKey, Set<String>> named = new HashMap<>(needs.naming());
        for (JobKey job : needs.completing()) {
            Row row = rows.get(job);
            if (row != null) {
                named.computeIfAbsent(job, any -> new TreeSet<>())
                        .addAll(row.rules().policies());
            }
        }
        named.values().removeIf(Collection::isEmpty);
        return named;
    }

    private Map<RetryPolicyKey, RetryPolicyView> locked(Map<JobKey, Set<String>> named) {
        Set<RetryPolicyKey> keys = named.entrySet().stream()
                .flatMap(job -> job.getValue().stream()
                        .map(slug -> new RetryPolicyKey(job.getKey().account(), slug)))
                .collect(Collectors.toSet());
        Map<RetryPolicyKey, RetryPolicyView> live = new HashMap<>();
        if (!keys.isEmpty()) {
            policies.lock(keys, false).forEach(row -> row.live().ifPresent(view -> live.put(row.key(), view)));
        }
        return live;
    }

    private static Map<String, RetryPolicyView> named(
            Set<String> slugs, AccountId account, Map<RetryPolicyKey, RetryPolicyView> live) {
        Map<String, RetryPolicyView> found = new HashMap<>();
        for (String slug : slugs) {
            RetryPolicyView view = live.get(new RetryPolicyKey(account, slug));
            if (view != null) {
                found.put(slug, view);
            }
        }
        return found;
    }

    /** Environments matter to commands that choose one, and to failures that a policy may try again. */
    private Map<AccountId, Map<String, Environment>> environments(BatchNeeds needs, Map<JobKey, Row> rows) {
        Set<AccountId> asked = new HashSet<>(needs.choosing());
        for (JobKey job : needs.completing()) {
            Row row = rows.get(job);
            if (row != null && !row.rules().policies().isEmpty()) {
                asked.add(job.account());
            }
        }
        return asked.isEmpty() ? Map.of() : environments.of(asked);
    }

    /** The jobs are read under the policy's lock, for which an edit that would name it has to wait, or has ended. */
    private Facts aboutPolicy(RetryPolicyCommand edit) {
        policies.lock(Set.of(edit.key()), true).forEach(onRead);
        return edit instanceof DeleteRetryPolicy ? Facts.NONE.withReferencingJobs(jobs.naming(edit.key())) : Facts.NONE;
    }
}
