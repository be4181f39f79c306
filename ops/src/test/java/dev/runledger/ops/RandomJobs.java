package dev.runledger.ops;

import dev.runledger.ops.SimulatedJob.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Jobs in zones whose clocks change in many ways, and what users do to them; all by the dice that are given. */
record RandomJobs(Random dice) {

    private static final List<String> ENVIRONMENTS = List.of("development", "production", "staging");

    /** By an hour, by half of one, by two; at midnight; backwards in winter; not any more; never. */
    private static final List<String> ZONES = List.of(
            "America/New_York",
            "Europe/London",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Africa/Cairo",
            "Pacific/Apia",
            "Asia/Kolkata",
            "Antarctica/Troll",
            "America/Santiago",
            "Asia/Beirut",
            "Africa/Casablanca",
            "Pacific/Chatham",
            "Europe/Dublin",
            "UTC");

    private static final List<String> RARE = List.of(
            "30 2 * * *",
            "30 1 * * *",
            "0 0 * * *",
            "15 0,2 * * *",
            "45 23 * * MON-FRI",
            "0 3 * * 0",
            "30 2 8-14 * SUN",
            "0 2 1,15 * MON",
            "30 0 28-31 * *",
            "0 12 1 * *",
            "0,30 1-3 * 3,4,9-11 *");

    private static final List<String> FREQUENT = List.of(
            "0 * * * *",
            "0 */2 * * *",
            "30 */3 * * *",
            "*/30 0-3 * * *",
            "*/20 2 * * *",
            "15 */3 1-7 * SUN",
            "0 0-23/2 * * *");

    /** In each zone one that fires rarely, in the first one that fires all day. */
    List<SimulatedJob> all() {
        List<SimulatedJob> jobs = new ArrayList<>();
        for (int i = 0; i < ZONES.size(); i++) {
            String zone = ZONES.get(i);
            String name = zone.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "-");
            jobs.add(random(name + "-rare", one(RARE), zone));
            if (i == 0) {
                jobs.add(random(name + "-frequent", one(FREQUENT), zone));
            }
        }
        return jobs;
    }

    private SimulatedJob random(String slug, String schedule, String zone) {
        Map<String, Entry> entries = new TreeMap<>();
        for (String environment : ENVIRONMENTS.subList(0, 1 + dice.nextInt(ENVIRONMENTS.size()))) {
            entries.put(environment, entry());
        }
        return new SimulatedJob(slug, schedule, zone, entries);
    }

    private Entry entry() {
        return new Entry(chance(0.85), chance(0.3) ? schedule() : null, chance(0.2) ? one(ZONES) : null);
    }

    private String schedule() {
        return one(chance(0.8) ? RARE : FREQUENT);
    }

    /** Some edits change nothing of when the job fires, some write the same in other words, some change it in places. */
    SimulatedJob edited(SimulatedJob job) {
        String environment = one(ENVIRONMENTS);
        Entry entry = job.entries().getOrDefault(environment, entry());
        return switch (dice.nextInt(7)) {
            case 0 -> job;
            case 1 -> job.withBase(one(List.of(job.schedule(), schedule())), one(ZONES));
            case 2 -> job.withBase(schedule(), job.zone());
            case 3 -> job.with(environment, new Entry(!entry.enabled(), entry.schedule(), entry.zone()));
            case 4 -> job.with(environment, new Entry(true, job.schedule(), job.zone()));
            case 5 -> job.with(environment, new Entry(entry.enabled(), schedule(), entry.zone()));
            default -> "UTC".equals(job.zone()) ? job.withBase(job.schedule(), null) : job;
        };
    }

    boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    <T> T one(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }
}
