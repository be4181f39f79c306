package dev.runledger.kernel.account;

import dev.runledger.kernel.jsonapi.Resource;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an account stands in a month (API.md §7.1).
 *
 * @param used how many runs were counted in it
 * @param jobs recurring and manual ones that live, enabled or not
 */
public record UsageView(YearMonth period, long used, long jobs, Plan plan) {

    private static final BigInteger MICRO_USD_PER_CENT = BigInteger.valueOf(10_000);

    /** Runs beyond those that the plan includes; none if it sets no limit, or stops there. */
    public long overageRuns() {
        return plan.includedRunsPerMonth() == Plan.NONE || plan.stops()
                ? 0
                : Math.max(0, used - plan.includedRunsPerMonth());
    }

    /** What they cost, a begun cent as a whole one. */
    public long overageCents() {
        BigInteger[] cents = BigInteger.valueOf(overageRuns())
                .multiply(BigInteger.valueOf(plan.overageMicroUsdPerRun()))
                .divideAndRemainder(MICRO_USD_PER_CENT);
        return cents[0].longValueExact() + cents[1].signum();
    }

    /** As the API shows it. */
    public Resource resource() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("period", period.toString());
        attributes.put("runs_used", used);
        attributes.put("runs_included", plan.includedRunsPerMonth());
        attributes.put("active_jobs", jobs);
        attributes.put("active_jobs_limit", plan.maxJobs());
        attributes.put("overage_runs", overageRuns());
        attributes.put("overage_cents", overageCents());
        return new Resource("current", "usage", attributes);
    }
}
