package dev.runledger.query.account;

import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.jsonapi.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The one product that there is: jobs, with the limits that plans set to them. */
final class Product {

    private static final String RUNS = "jobs.included_runs_per_month";

    /** @param unit what it counts */
    private record Limit(String key, String displayName, String description, String unit, ToLongFunction<Plan> number) {

        Map<String, String> shown() {
            Map<String, String> shown = new LinkedHashMap<>();
            shown.put("display_name", displayName);
            shown.put("description", description);
            shown.put("unit", unit);
            return shown;
        }
    }

    private static final List<Limit> LIMITS = List.of(
            new Limit(
                    RUNS,
                    "Included runs",
                    "Runs that may start in a calendar month (UTC) at no further cost; -1 for no limit.",
                    "runs",
                    Plan::includedRunsPerMonth),
            new Limit(
                    "jobs.max_jobs",
                    "Jobs",
                    "Recurring and manual jobs that may exist at a time; -1 for no limit.",
                    "jobs",
                    Plan::maxJobs),
            new Limit(
                    "jobs.min_interval_seconds",
                    "Shortest interval",
                    "Between two fires of a schedule.",
                    "seconds",
                    Plan::minIntervalSeconds),
            new Limit(
                    "jobs.max_timeout_seconds",
                    "Longest timeout",
                    "That a job may give a run.",
                    "seconds",
                    Plan::maxTimeoutSeconds),
            new Limit(
                    "jobs.history_retention_days",
                    "History",
                    "For which runs are kept after their end.",
                    "days",
                    Plan::historyRetentionDays),
            new Limit(
                    "platform.managed_environments",
                    "Environments",
                    "In which jobs may run; -1 for no limit.",
                    "environments",
                    Plan::managedEnvironments));

    private Product() {}

    static Resource jobs(Plans plans) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("display_name", "Jobs");
        attributes.put(
                "description",
                "Calls URLs on a schedule, at a moment or on demand, and keeps an account of every run.");
        attributes.put("tagline", "Scheduled HTTP jobs, every run on the record");
        attributes.put(
                "features",
                List.of(
                        "Cron schedules with time zones, one-off and manual jobs",
                        "Environments with overrides of their own",
                        "Retry policies, reruns and cancellation",
                        "Requests and responses of every run"));
        Map<String, Object> limits = new LinkedHashMap<>();
        LIMITS.forEach(limit -> limits.put(limit.key(), limit.shown()));
        attributes.put("limits", limits);
        attributes.put("metered_limits", List.of(RUNS));
        Map<String, Object> priced = new LinkedHashMap<>();
        plans.all().forEach(plan -> priced.put(plan.name(), priced(plan)));
        attributes.put("plans", priced);
        return new Resource("jobs", "product", attributes);
    }

    private static Map<String, Object> priced(Plan plan) {
        Map<String, Long> limits = new LinkedHashMap<>();
        LIMITS.forEach(limit -> limits.put(limit.key(), limit.number().applyAsLong(plan)));
        Map<String, Object> priced = new LinkedHashMap<>();
        priced.put("price_monthly_cents", plan.priceMonthlyCents());
        priced.put("limits", limits);
        priced.put("overage_rates", Map.of(RUNS, plan.overageMicroUsdPerRun()));
        return priced;
    }
}
