package dev.runledger.ops.bench;

import dev.runledger.ops.bench.Family.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What is asked of a history: each filter and each order that users combine, each with a few values. */
final class Families {

    private static final int VARIANTS = 4;
    private static final String RUNS = "/api/v1/runs";
    private static final String STATS = "/api/v1/run_stats";
    private static final String MINUTES = "PT7H13M";

    private final HistoryShape shape;
    private final Instant from;
    private final List<Family> families = new ArrayList<>();

    private Families(HistoryShape shape, Instant until) {
        this.shape = shape;
        this.from = until.truncatedTo(ChronoUnit.SECONDS).minus(HistoryRuns.SPAN);
    }

    static List<Family> of(HistoryShape shape, Instant until) {
        Families all = new Families(shape, until);
        all.filters();
        all.orders();
        all.last();
        all.statistics();
        all.rare();
        return List.copyOf(all.families);
    }

    private void filters() {
        served("everything", "");
        served("job, a middling one", i -> "filter[job]=" + middling(i));
        served("job, a big one", i -> "filter[job]=" + big(i));
        served("job and environment", i -> "filter[job]=" + middling(i) + "&filter[environment]=production");
        served("status FAILED", "filter[status]=FAILED");
        served(
                "status and environment",
                "filter[status]=FAILED&filter[environment]=production",
                "filter[status]=FAILED&filter[environment]=development",
                "filter[status]=SUCCEEDED&filter[environment]=staging",
                "filter[status]=CANCELED&filter[environment]=production");
        served("environment", i -> "filter[environment]=" + environment(i));
        served("triggers SCHEDULE, RETRY", "filter[trigger]=SCHEDULE,RETRY");
        served("trigger RERUN", "filter[trigger]=RERUN");
        served("created_at, a week", i -> "filter[created_at]=" + days(30 + 7 * i, 7));
        served(
                "finished_at, a week, by -finished_at",
                i -> "filter[finished_at]=" + days(30 + 7 * i, 7) + "&sort=-finished_at");
        served(
                "scheduled_for, a week, by -scheduled_for",
                i -> "filter[scheduled_for]=" + days(30 + 7 * i, 7) + "&sort=-scheduled_for");
    }

    private void orders() {
        for (String order : List.of(
                "created_at",
                "total_duration_ms",
                "-total_duration_ms",
                "job",
                "-job",
                "status",
                "-status",
                "started_at",
                "-started_at",
                "scheduled_for")) {
            served("all by " + order, "sort=" + order);
        }
    }

    private void last() {
        add(Kind.LAST, RUNS, "last run", "last_run_only=true");
        add(Kind.LAST, RUNS, "last run, environment", i -> "last_run_only=true&filter[environment]=" + environment(i));
        add(Kind.LAST, RUNS, "last run, FAILED", "last_run_only=true&filter[status]=FAILED");
        add(Kind.LAST, RUNS, "last run, by job", "last_run_only=true&sort=job");
        add(Kind.LAST, RUNS, "last run, FAILED or CANCELED", "last_run_only=true&filter[status]=FAILED,CANCELED");
    }

    private void statistics() {
        add(Kind.STATS, STATS, "run_stats, a day", i -> "filter[created_at]=" + days(20 + 15 * i, 1));
        add(
                Kind.STATS,
                STATS,
                "run_stats, a day by hours",
                i -> "bucket=1h&filter[created_at]=" + days(20 + 15 * i, 1));
        add(Kind.STATS, STATS, "run_stats, everything", "");
        add(Kind.STATS, STATS, "run_stats, everything by days", "bucket=1d");
        add(
                Kind.STATS,
                STATS,
                "run_stats, job, a week",
                i -> "filter[job]=" + middling(i) + "&filter[created_at]=" + days(30 + 7 * i, 7));
    }

    private void rare() {
        add(Kind.RARE, RUNS, "job by total_duration_ms", i -> "filter[job]=" + middling(i) + "&sort=total_duration_ms");
        add(Kind.RARE, RUNS, "big job by total_duration_ms", i -> "filter[job]=" + big(i) + "&sort=total_duration_ms");
        add(Kind.RARE, RUNS, "big job by -finished_at", i -> "filter[job]=" + big(i) + "&sort=-finished_at");
        add(
                Kind.RARE,
                RUNS,
                "created_at, a week, by -total_duration_ms",
                i -> "filter[created_at]=" + days(30 + 7 * i, 7) + "&sort=-total_duration_ms");
        add(
                Kind.RARE,
                RUNS,
                "scheduled_for, a week, by -created_at",
                i -> "filter[scheduled_for]=" + days(30 + 7 * i, 7));
        add(Kind.RARE, RUNS, "failure_reason WORKER_LOST", "filter[failure_reason]=WORKER_LOST");
        add(Kind.RARE, RUNS, "failure_reason SSRF_BLOCKED", "filter[failure_reason]=SSRF_BLOCKED");
        add(Kind.RARE, RUNS, "RERUN by -finished_at", "filter[trigger]=RERUN&sort=-finished_at");
        add(Kind.RARE, RUNS, "FAILED by -total_duration_ms", "filter[status]=FAILED&sort=-total_duration_ms");
        add(Kind.RARE, RUNS, "job and RETRY", i -> "filter[job]=" + middling(i) + "&filter[trigger]=RETRY");
        add(
                Kind.RARE,
                RUNS,
                "last run, created_at, a week",
                i -> "last_run_only=true&filter[created_at]=" + days(30 + 7 * i, 7));
    }

    private void served(String name, String... queries) {
        add(Kind.SERVED, RUNS, name, queries);
    }

    private void served(String name, IntFunction<String> query) {
        add(Kind.SERVED, RUNS, name, query);
    }

    private void add(Kind kind, String path, String name, IntFunction<String> query) {
        add(kind, path, name, IntStream.range(0, VARIANTS).mapToObj(query).toArray(String[]::new));
    }

    private void add(Kind kind, String path, String name, String... queries) {
        families.add(new Family(
                name,
                kind,
                IntStream.range(0, queries.length)
                        .mapToObj(i -> queries[i].isEmpty() ? path : path + "?" + queries[i])
                        .toList()));
    }

    /** Jobs with about a thousandth of all runs. */
    private String middling(int variant) {
        return slug(100 + variant);
    }

    private String big(int variant) {
        return slug(variant);
    }

    private String slug(int rank) {
        return shape.jobs().get(rank % shape.jobs().size()).slug();
    }

    private static String environment(int variant) {
        return HistoryShape.ENVIRONMENTS.get(variant % HistoryShape.ENVIRONMENTS.size());
    }

    /** Not on the edge of a day or an hour. */
    private String days(int first, int count) {
        Instant begun = from.plus(Duration.ofDays(first)).plus(Duration.parse(MINUTES));
        return "[" + begun + "," + begun.plus(Duration.ofDays(count)) + ")";
    }
}
