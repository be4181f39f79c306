package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.stats.RunStats.BucketCount;
import dev.runledger.query.stats.RunStats.Counted;
import dev.runledger.query.stats.RunStats.Percentiles;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has been counted so far of an answer. Used by one thread. */
final class RunCounts {

    private final Map<RunStatus, Long> statuses = new EnumMap<>(RunStatus.class);
    private final Map<Instant, Long> buckets = new TreeMap<>();
    private final DurationHistogram pending = new DurationHistogram();
    private final DurationHistogram ran = new DurationHistogram();

    void add(RunStatus status, long runs) {
        statuses.merge(status, runs, Long::sum);
    }

    /** @param start of a bucket */
    void add(Instant start, long runs) {
        buckets.merge(start, runs, Long::sum);
    }

    DurationHistogram pending() {
        return pending;
    }

    DurationHistogram ran() {
        return ran;
    }

    Counted tally() {
        return new Counted(
                of(RunStatus.PENDING),
                of(RunStatus.RUNNING),
                of(RunStatus.SUCCEEDED),
                of(RunStatus.FAILED),
                of(RunStatus.CANCELED));
    }

    List<BucketCount> buckets() {
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() > 0)
                .map(bucket -> new BucketCount(bucket.getKey(), bucket.getValue()))
                .toList();
    }

    static @Nullable Percentiles percentiles(DurationHistogram durations) {
        return durations
                .percentile(50)
                .map(half -> new Percentiles(
                        half,
                        durations.percentile(95).orElseThrow(),
                        durations.percentile(99).orElseThrow()))
                .orElse(null);
    }

    private long of(RunStatus status) {
        return statuses.getOrDefault(status, 0L);
    }
}
