package dev.runledger.kernel.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users set for the whole account: an object of their own, of which only this much is understood (API.md §8.1). */
public final class AccountSettings {

    /** Nothing was set; not to be changed. */
    public static final ObjectNode NONE = JsonNodeFactory.instance.objectNode();

    /** What is set for jobs. */
    public static final String JOBS = "jobs";

    /** What becomes of runs beyond those that the plan includes. */
    public static final String OVERAGE_POLICY = "overage_policy";

    /** What runs beyond the included ones may cost in a month, in cents. */
    public static final String OVERAGE_BUDGET_CENTS = "overage_budget_cents";

    static final String ALLOW = "ALLOW";

    static final String HARD_STOP = "HARD_STOP";

    public static final String CAPPED = "CAPPED";

    /** All overage policies; the first is the default. */
    public static final List<String> OVERAGE_POLICIES = List.of(ALLOW, HARD_STOP, CAPPED);

    private AccountSettings() {}

    /** As the API shows it: as it was sent, and the policy always. */
    public static ObjectNode shown(ObjectNode stored) {
        ObjectNode shown = stored.deepCopy();
        ObjectNode jobs = shown.withObjectProperty(JOBS);
        if (!jobs.hasNonNull(OVERAGE_POLICY)) {
            jobs.put(OVERAGE_POLICY, OVERAGE_POLICIES.getFirst());
        }
        return shown;
    }

    /** Which of {@link #OVERAGE_POLICIES} counts. */
    public static String overagePolicy(ObjectNode stored) {
        return stored.path(JOBS).path(OVERAGE_POLICY).asText(OVERAGE_POLICIES.getFirst());
    }

    /** What may be spent in a month beyond the plan, in cents; null unless the policy is {@link #CAPPED}. */
    public static @Nullable Long overageBudgetCents(ObjectNode stored) {
        JsonNode budget = stored.path(JOBS).path(OVERAGE_BUDGET_CENTS);
        return budget.canConvertToLong() ? Long.valueOf(budget.longValue()) : null;
    }
}
