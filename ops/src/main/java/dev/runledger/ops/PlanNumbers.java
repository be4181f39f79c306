package dev.runledger.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import java.util.ArrayList;
import java.util.List;

/** Reads numbers of plans that an operator wants other than usual: {@code {"free": {"max_jobs": 20}}}. */
final class PlanNumbers {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> NUMBERS = List.of(
            "price_monthly_cents",
            "included_runs_per_month",
            "max_jobs",
            "min_interval_seconds",
            "max_timeout_seconds",
            "history_retention_days",
            "managed_environments",
            "overage_micro_usd_per_run");

    private static final long MOST = 1_000_000_000_000L;
    private static final int DAY = 86_400;

    /** Every account begins with two of them. */
    private static final int FEWEST_ENVIRONMENTS = 2;

    private static final int LONGEST_RETENTION = 36_500;

    private final String plan;
    private final JsonNode numbers;

    private PlanNumbers(String plan, JsonNode numbers) {
        this.plan = plan;
        this.numbers = numbers;
    }

    /** @throws IllegalArgumentException telling what is wrong */
    static Plans over(String json) {
        JsonNode all = parsed(json);
        all.fieldNames().forEachRemaining(name -> {
            if (!Plans.NAMES.contains(name)) {
                throw new IllegalArgumentException("there is no plan " + name + "; there are " + Plans.NAMES);
            }
        });
        List<Plan> plans = new ArrayList<>();
        for (Plan usual : Plans.DEFAULTS.all()) {
            JsonNode numbers = all.get(usual.name());
            plans.add(numbers == null ? usual : new PlanNumbers(usual.name(), numbers).over(usual));
        }
        return new Plans(plans);
    }

    private static JsonNode parsed(String json) {
        try {
            JsonNode all = STRICT.readTree(json);
            if (!all.isObject()) {
                throw new IllegalArgumentException("it must be a JSON object of plans");
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Plan over(Plan usual) {
        if (!numbers.isObject()) {
            throw new IllegalArgumentException(plan + " must be a JSON object of numbers");
        }
        numbers.fieldNames().forEachRemaining(name -> {
            if (!NUMBERS.contains(name)) {
                throw new IllegalArgumentException(plan + " has no number " + name + "; there are " + NUMBERS);
            }
        });
        return new Plan(
                plan,
                number(0, usual.priceMonthlyCents(), 0, MOST),
                limit(1, usual.includedRunsPerMonth(), 0),
                limit(2, usual.maxJobs(), 0),
                number(3, usual.minIntervalSeconds(), 0, 366L * DAY),
                number(4, usual.maxTimeoutSeconds(), 1, DAY),
                number(5, usual.historyRetentionDays(), 1, LONGEST_RETENTION),
                limit(6, usual.managedEnvironments(), FEWEST_ENVIRONMENTS),
                number(7, usual.overageMicroUsdPerRun(), 0, MOST));
    }

    private long limit(int index, long usual, long least) {
        JsonNode number = numbers.get(NUMBERS.get(index));
        return number != null && number.isIntegralNumber() && number.asLong() == Plan.NONE
                ? Plan.NONE
                : number(index, usual, least, MOST);
    }

    private long number(int index, long usual, long least, long most) {
        JsonNode number = numbers.get(NUMBERS.get(index));
        if (number == null) {
            return usual;
        }
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < least
                || number.longValue() > most) {
            throw new IllegalArgumentException(plan + "." + NUMBERS.get(index) + " is " + number
                    + "; it must be a whole number from " + least + " to " + most);
        }
        return number.longValue();
    }
}
