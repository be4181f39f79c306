package dev.runledger.command.catalog;

import dev.runledger.command.catalog.AccountPlans.Terms;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Plan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.axonframework.modelling.command.ConcurrencyException;

/** Reads what the plans of a batch's accounts allow, in its transaction. */
final class PlanReader {

    private final AccountPlans plans;
    private final JobCatalog jobs;
    private final UsageCounters usage;

    PlanReader(AccountPlans plans, JobCatalog jobs, UsageCounters usage) {
        this.plans = plans;
        this.jobs = jobs;
        this.usage = usage;
    }

    /** Whether any of them is on a plan that limits jobs, so that those who add some must come one after the other. */
    boolean limitJobs(Set<AccountId> growing) {
        return !growing.isEmpty() && plans.of(growing).values().stream().anyMatch(PlanReader::limitsJobs);
    }

    /**
     * @param alone whether the rows of accounts that grow are locked against all others
     * @throws ConcurrencyException if they must be and are not, because their plan was changed meanwhile
     */
    Map<AccountId, PlanFacts> read(BatchNeeds needs, boolean alone) {
        if (needs.planned().isEmpty()) {
            return Map.of();
        }
        Map<AccountId, PlanFacts> facts = new HashMap<>();
        plans.of(needs.planned()).forEach((account, terms) -> {
            boolean counted = needs.growing().contains(account) && limitsJobs(terms);
            if (counted && !alone) {
                throw new ConcurrencyException("the plan of " + account + " was changed meanwhile");
            }
            facts.put(account, facts(account, terms.plan(), counted));
        });
        return facts;
    }

    private PlanFacts facts(AccountId account, Plan plan, boolean counted) {
        if (plan.equals(Plan.UNLIMITED)) {
            return PlanFacts.UNLIMITED;
        }
        long runs = plan.stops() ? usage.of(account, usage.month()).used() : 0;
        return new PlanFacts(plan, runs, counted ? jobs.countPermanent(account) : 0);
    }

    private static boolean limitsJobs(Terms terms) {
        return terms.plan().maxJobs() != Plan.NONE;
    }
}
