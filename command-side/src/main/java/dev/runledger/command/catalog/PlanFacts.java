package dev.runledger.command.catalog;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.Plan;
import java.util.List;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * What an account's plan allows and what is used of it, for the decisions of one batch. Whoever adds a job has locked out all others
 * that could, so the number of jobs is exact. Used by the batch's thread alone.
 */
public final class PlanFacts {

    /** Nothing is limited. */
    public static final PlanFacts UNLIMITED = new PlanFacts(Plan.UNLIMITED, 0, 0);

    private final Plan plan;
    private final long runs;
    private long jobs;

    /**
     * @param runs counted in this month; of no meaning unless the plan stops
     * @param jobs recurring and manual ones; of no meaning unless the plan limits them
     */
    public PlanFacts(Plan plan, long runs, long jobs) {
        this.plan = plan;
        this.runs = runs;
        this.jobs = jobs;
    }

    public Plan plan() {
        return plan;
    }

    /**
     * For writes that make more runs.
     *
     * @throws Refused if the plan stops, and its runs of this month are used (API.md §7.2)
     */
    public void requireAllotment() {
        long included = plan.includedRunsPerMonth();
        if (plan.stops() && runs >= included) {
            String detail = "The plan " + plan.name() + " includes " + included + " runs a month, and " + runs
                    + " are counted in this one.";
            throw new Refused(new Refusal.BeyondPlan(
                    List.of(new PlanLimit("allotment_exhausted", null, detail, included, runs, plan.name()))));
        }
    }

    /** How many recurring and manual jobs live, those counted in that this batch has added. */
    public long jobs() {
        return jobs;
    }

    /** One more lives, unless the command is refused after all. */
    public void jobAdded() {
        if (plan.maxJobs() != Plan.NONE) {
            jobs++;
            CurrentUnitOfWork.ifStarted(unit -> unit.onRollback(u -> jobs--));
        }
    }
}
