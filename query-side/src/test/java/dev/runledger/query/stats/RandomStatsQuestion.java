package dev.runledger.query.stats;

import static dev.runledger.query.stats.StoredHistory.stored;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.query.stats.RunStats.BucketCount;
import dev.runledger.query.stats.RunStats.Counted;
import dev.runledger.query.stats.RunStats.Failure;
import dev.runledger.query.stats.RunStats.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** Statistics as a client may ask for them, and what they are, said a second time without SQL. */
final class RandomStatsQuestion {

    private static final Map<String, Duration> BUCKETS = Map.of(
            "1m", Duration.ofMinutes(1),
            "5m", Duration.ofMinutes(5),
            "15m", Duration.ofMinutes(15),
            "1h", Duration.ofHours(1),
            "6h", Duration.ofHours(6),
            "1d", Duration.ofDays(1));

    final MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
    private final Random random;
    private final RandomHistory history;
    private final List<Predicate<RunView>> wanted = new ArrayList<>();
    private List<String> environments = RandomHistory.ENVIRONMENTS;
    private @Nullable Duration bucket;

    RandomStatsQuestion(Random random, RandomHistory history) {
        this.random = random;
        this.history = history;
        if (random.nextInt(4) > 0) {
            interval();
        }
        if (random.nextInt(3) == 0) {
            environments();
        }
        if (random.nextInt(4) == 0) {
            job();
        }
        if (random.nextBoolean()) {
            String name = history.pick(List.copyOf(BUCKETS.keySet()));
            query.add("bucket", name);
            bucket = BUCKETS.get(name);
        }
    }

    /** The runs that match. */
    List<RunView> matching(List<RunView> all, EnvironmentScope scope) {
        return all.stream()
                .filter(run -> seen(run.environment(), scope))
                .filter(run -> wanted.stream().allMatch(condition -> condition.test(run)))
                .toList();
    }

    static Counted tally(List<RunView> matching) {
        return new Counted(
                count(matching, RunStatus.PENDING),
                count(matching, RunStatus.RUNNING),
                count(matching, RunStatus.SUCCEEDED),
                count(matching, RunStatus.FAILED),
                count(matching, RunStatus.CANCELED));
    }

    @Nullable
    List<BucketCount> buckets(List<RunView> matching) {
        if (bucket == null) {
            return null;
        }
        long length = bucket.toMillis();
        Map<Long, Long> counts = new TreeMap<>();
        matching.forEach(run -> counts.merge(run.createdAt().toEpochMilli() / length * length, 1L, Long::sum));
        return counts.entrySet().stream()
                .map(each -> new BucketCount(Instant.ofEpochMilli(each.getKey()), each.getValue()))
                .toList();
    }

    static List<Failure> recentFailures(List<RunView> matching, Map<String, String> names) {
        return matching.stream()
                .filter(run -> run.status() == RunStatus.FAILED)
                .sorted(Comparator.comparing((RunView run) -> stored(run.createdAt()))
                        .thenComparing(run -> run.key().id().toString())
                        .reversed())
                .limit(3)
                .map(run -> new Failure(
                        run.job(),
                        names.get(run.job()),
                        Objects.requireNonNull(Objects.requireNonNull(run.end()).reason()),
                        stored(run.createdAt())))
                .toList();
    }

    /** @param fires all that recurring jobs have ahead */
    @Nullable
    Next nextScheduled(
            List<RunView> all, List<Next> fires, Instant now, EnvironmentScope scope, Map<String, String> names) {
        Stream<Next> waiting = all.stream()
                .filter(run -> run.status() == RunStatus.PENDING)
                .flatMap(run -> Stream.ofNullable(StoredHistory.scheduledFor(run))
                        .filter(at -> !at.isBefore(now))
                        .map(at -> new Next(run.job(), names.get(run.job()), at, run.environment())));
        return Stream.concat(waiting, fires.stream())
                .filter(next -> seen(next.environment(), scope))
                .min(Comparator.comparing(Next::scheduledFor)
                        .thenComparing(Next::job)
                        .thenComparing(Next::environment))
                .orElse(null);
    }

    /** How long each run waited that is over and had started, ascending. */
    static List<Long> pending(List<RunView> matching) {
        return matching.stream()
                .filter(run -> run.end() != null && run.execution() != null)
                .map(run -> millis(run.createdAt(), startedAt(run)))
                .sorted()
                .toList();
    }

    /** How long each ran that is over and had started, ascending. */
    static List<Long> ran(List<RunView> matching) {
        return matching.stream()
                .filter(run -> run.end() != null && run.execution() != null)
                .map(run -> millis(startedAt(run), end(run).finishedAt()))
                .sorted()
                .toList();
    }

    private boolean seen(String environment, EnvironmentScope scope) {
        return scope.sees(environment) && environments.contains(environment);
    }

    private void interval() {
        Instant from = history.instant();
        Instant to = random.nextInt(5) == 0 ? from.plusMillis(random.nextInt(3)) : history.instant();
        boolean open = random.nextInt(4) == 0;
        boolean endless = random.nextInt(4) == 0;
        boolean fromIncluded = random.nextBoolean();
        boolean toIncluded = random.nextBoolean();
        query.add(
                "filter[created_at]",
                (fromIncluded ? "[" : "(") + (open ? "*" : from) + "," + (endless ? "*" : to)
                        + (toIncluded ? "]" : ")"));
        wanted.add(run -> {
            Instant it = stored(run.createdAt());
            return (open || from.isBefore(it) || (fromIncluded && from.equals(it)))
                    && (endless || to.isAfter(it) || (toIncluded && to.equals(it)));
        });
    }

    private void environments() {
        List<String> picked = RandomHistory.ENVIRONMENTS.stream()
                .filter(each -> random.nextInt(3) == 0)
                .toList();
        if (!picked.isEmpty()) {
            environments = picked;
            query.add("filter[environment]", String.join(",", picked));
        }
    }

    private void job() {
        String job = random.nextInt(6) == 0 ? "unknown" : history.pick(RandomHistory.JOBS);
        query.add("filter[job]", job);
        wanted.add(run -> run.job().equals(job));
    }

    private static long count(List<RunView> runs, RunStatus status) {
        return runs.stream().filter(run -> run.status() == status).count();
    }

    private static Instant startedAt(RunView run) {
        return Objects.requireNonNull(run.execution()).startedAt();
    }

    private static End end(RunView run) {
        return Objects.requireNonNull(run.end());
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(stored(from), stored(to)).toMillis();
    }
}
