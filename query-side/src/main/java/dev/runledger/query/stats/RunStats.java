package dev.runledger.query.stats;

import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.run.FailureReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics as the API shows them (API.md §5.8, §10).
 *
 * @param buckets ascending, without empty ones; null if they were not asked for
 * @param recentFailures newest first
 * @param pendingMs how long finished runs waited; null if none of them started
 * @param runMs how long finished runs ran; null if none of them started
 */
record RunStats(
        Counted tally,
        @Nullable List<BucketCount> buckets,
        List<Failure> recentFailures,
        @Nullable Next nextScheduled,
        @Nullable Percentiles pendingMs,
        @Nullable Percentiles runMs) {

    /** How many runs there are in each state. */
    record Counted(long pending, long running, long succeeded, long failed, long canceled) {

        long total() {
            return pending + running + over();
        }

        /** Succeeded ÷ over, with four decimals; null if none is over. */
        @Nullable
        BigDecimal successRate() {
            return over() == 0
                    ? null
                    : BigDecimal.valueOf(succeeded).divide(BigDecimal.valueOf(over()), 4, RoundingMode.HALF_UP);
        }

        private long over() {
            return succeeded + failed + canceled;
        }
    }

    /** @param bucket its start */
    record BucketCount(Instant bucket, long count) {}

    /** @param jobName null if the job is deleted */
    record Failure(String job, @Nullable String jobName, FailureReason failureReason, Instant createdAt) {}

    /** @param jobName null if the job is deleted */
    record Next(String job, @Nullable String jobName, Instant scheduledFor, String environment) {}

    /** In milliseconds, each within 1 %. */
    record Percentiles(long p50, long p95, long p99) {}

    Resource resource() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("total", tally.total());
        shown.put("tally", tally);
        shown.put("buckets", buckets);
        shown.put("recent_failures", recentFailures);
        shown.put("next_scheduled", nextScheduled);
        shown.put("success_rate", tally.successRate());
        shown.put("pending_ms", pendingMs);
        shown.put("run_ms", runMs);
        return new Resource("current", "run_stat", shown);
    }
}
