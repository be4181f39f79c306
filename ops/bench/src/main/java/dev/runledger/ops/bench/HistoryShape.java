package dev.runledger.ops.bench;

import dev.runledger.kernel.run.RequestSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a made-up history is about: jobs of which few run most of the time, in three environments. Safe for all threads. */
final class HistoryShape {

    static final List<String> ENVIRONMENTS = List.of("production", "staging", "development");

    private static final int MOST_JOBS = 5_000;

    /** Fewer runs have fewer jobs, so that a job keeps a history worth the name. */
    private static final int RUNS_PER_JOB = 20;

    private static final double PRODUCTION = 0.7;
    private static final double PRODUCTION_AND_STAGING = 0.9;

    private static final List<String> AREAS =
            List.of("billing", "catalog", "crm", "feeds", "fraud", "ledger", "mail", "orders", "search", "stock");
    private static final List<String> TASKS =
            List.of("backup", "check", "digest", "export", "import", "prune", "refresh", "report", "sync", "warm");

    private final List<Job> jobs;

    /** How much of all runs those up to each job have, ascending to 1. */
    private final double[] upTo;

    /** @param request what every run of it sends */
    record Job(String slug, UUID incarnation, RequestSnapshot request) {}

    private HistoryShape(List<Job> jobs, double[] upTo) {
        this.jobs = List.copyOf(jobs);
        this.upTo = upTo;
    }

    static HistoryShape of(int runs, long seed) {
        int count = Math.clamp(runs / RUNS_PER_JOB, 1, MOST_JOBS);
        RandomGenerator random = new SplittableRandom(seed);
        List<Job> jobs = new ArrayList<>();
        double[] upTo = new double[count];
        for (int i = 0; i < count; i++) {
            jobs.add(job(i, random));
            upTo[i] = (i == 0 ? 0 : upTo[i - 1]) + 1.0 / (i + 1);
        }
        double all = upTo[count - 1];
        Arrays.setAll(upTo, i -> upTo[i] / all);
        return new HistoryShape(jobs, upTo);
    }

    /** The words are drawn, so that the order of names is not that of sizes. */
    private static Job job(int number, RandomGenerator random) {
        String area = AREAS.get(random.nextInt(AREAS.size()));
        String task = TASKS.get(random.nextInt(TASKS.size()));
        String slug = "%s-%s-%04d".formatted(area, task, number);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "<redacted>");
        headers.put("Authorization", "<redacted>");
        RequestSnapshot request = new RequestSnapshot(
                "POST",
                "https://" + area + ".example.com/tasks/" + task + "/" + number,
                headers,
                "{\"task\":\"" + task + "\",\"shard\":" + number % 16 + "}");
        return new Job(slug, new UUID(random.nextLong(), random.nextLong()), request);
    }

    /** The one that runs most often first. */
    List<Job> jobs() {
        return jobs;
    }

    int groups() {
        return jobs.size() * ENVIRONMENTS.size();
    }

    Job drawJob(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble());
        return jobs.get(Math.min(found < 0 ? -found - 1 : found, jobs.size() - 1));
    }

    static String drawEnvironment(RandomGenerator random) {
        double drawn = random.nextDouble();
        return ENVIRONMENTS.get(drawn < PRODUCTION ? 0 : drawn < PRODUCTION_AND_STAGING ? 1 : 2);
    }
}
