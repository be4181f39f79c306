package dev.runledger.command.job;

import dev.runledger.command.catalog.PlanFacts;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refusal.PlanLimit;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.job.Schedule;
import dev.runledger.kernel.jsonapi.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an account's plan allows a job to be (API.md §2.1, §3.3, §7.3). A PUT is judged by what it changes, so a lower plan breaks nothing. */
final class PlanRules {

    private static final String ATTRIBUTES = "/data/attributes";
    private static final String ENVIRONMENTS = ATTRIBUTES + "/environments";

    private final Plan plan;
    private final List<PlanLimit> passed = new ArrayList<>();

    private PlanRules(Plan plan) {
        this.plan = plan;
    }

    /**
     * @param before null for a new job
     * @throws Refused if it goes beyond; one that does not is counted if it is one more
     */
    static void require(JobDefinition definition, @Nullable JobDefinition before, PlanFacts facts) {
        facts.requireAllotment();
        PlanRules rules = new PlanRules(facts.plan());
        boolean grows = permanent(definition) && (before == null || !permanent(before));
        if (grows && rules.plan.jobsReached(facts.jobs())) {
            rules.jobs(facts.jobs());
        }
        rules.schedules(definition, before);
        rules.timeouts(definition, before);
        if (!rules.passed.isEmpty()) {
            throw new Refused(new Refusal.BeyondPlan(rules.passed));
        }
        if (grows) {
            facts.jobAdded();
        }
    }

    private static boolean permanent(JobDefinition job) {
        return job.kind() != JobKind.ONE_OFF;
    }

    private void jobs(long current) {
        String detail = "The plan " + plan.name() + " allows " + plan.maxJobs()
                + " recurring and manual jobs, and there are " + current + ".";
        passed.add(new PlanLimit("plan_limit_jobs", null, detail, plan.maxJobs(), current, plan.name()));
    }

    private void schedules(JobDefinition definition, @Nullable JobDefinition before) {
        if (definition.kind() != JobKind.RECURRING) {
            return;
        }
        if (before == null || !Objects.equals(definition.schedule(), before.schedule())) {
            schedule(definition.schedule(), Pointer.of(ATTRIBUTES, Overlay.SCHEDULE));
        }
        definition.environments().forEach((environment, overlay) -> {
            String own = overlay.text(Overlay.SCHEDULE, null);
            if (!Objects.equals(own, leaf(before, environment, Overlay.SCHEDULE))) {
                schedule(own, Pointer.of(Pointer.of(ENVIRONMENTS, environment), Overlay.SCHEDULE));
            }
        });
    }

    private void schedule(@Nullable String text, String pointer) {
        if (text == null || !(Schedule.of(text) instanceof Schedule.Recurring)) {
            return;
        }
        long interval = SelfRuns.smallestInterval(text).toSeconds();
        if (interval < plan.minIntervalSeconds()) {
            String detail = "The plan " + plan.name() + " allows fires that are " + plan.minIntervalSeconds()
                    + " s apart at least; these are " + interval + " s apart.";
            passed.add(new PlanLimit(
                    "interval_below_plan", pointer, detail, plan.minIntervalSeconds(), interval, plan.name()));
        }
    }

    private void timeouts(JobDefinition definition, @Nullable JobDefinition before) {
        int timeout = definition.configuration().timeout();
        if (before == null || timeout != before.configuration().timeout()) {
            timeout(timeout, Pointer.of(Pointer.of(ATTRIBUTES, "configuration"), Overlay.TIMEOUT));
        }
        definition.environments().forEach((environment, overlay) -> {
            if (overlay.leaves().get(Overlay.TIMEOUT) instanceof Integer own
                    && !own.equals(leaf(before, environment, Overlay.TIMEOUT))) {
                timeout(own, Pointer.of(Pointer.of(ENVIRONMENTS, environment), Overlay.TIMEOUT));
            }
        });
    }

    private void timeout(int seconds, String pointer) {
        if (seconds > plan.maxTimeoutSeconds()) {
            String detail =
                    "The plan " + plan.name() + " allows a timeout of " + plan.maxTimeoutSeconds() + " s at most.";
            passed.add(new PlanLimit(
                    "timeout_above_plan", pointer, detail, plan.maxTimeoutSeconds(), seconds, plan.name()));
        }
    }

    private static @Nullable Object leaf(@Nullable JobDefinition job, String environment, String leaf) {
        Map<String, Overlay> entries = job == null ? Map.of() : job.environments();
        Overlay overlay = entries.get(environment);
        return overlay == null ? null : overlay.leaves().get(leaf);
    }
}
