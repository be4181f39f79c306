package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobView;
import dev.runledger.ops.SimulatedJob.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Two nodes with their real firing loops over one database, whose clocks jump together. */
class FiringLoopsTest {

    @Configuration(proxyBeanMethods = false)
    static class Firing {
        @Bean
        FiringLoop firingLoop(NextFires fires, DatabaseClock clock, BusCommands commands) {
            return new FiringLoop(fires, clock, MISFIRE_WINDOW, job -> true, commands::send);
        }
    }

    private static final Duration MISFIRE_WINDOW = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");
    private static final int JOBS = 40;

    /** Clocks go forward in New York an hour and a half later. */
    private static final Instant START = Instant.parse("2026-03-08T05:29:58Z");

    private static final DecidingNodes NODES = new DecidingNodes(2, Firing.class);

    private final ExpectedFires expected = new ExpectedFires(MISFIRE_WINDOW);

    @BeforeAll
    static void start() {
        set(START);
        both().forEach(node -> node.context().getBean(FiringLoop.class).start());
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void howeverTheClockJumpsEachInstantIsFiredOnceByOneOfTwo() {
        IntStream.range(0, JOBS)
                .mapToObj(number -> job(
                        "job-" + number,
                        List.of("* * * * *", "*/5 * * * *", "30 2 * * *").get(number % 3)))
                .forEach(this::create);

        untilNobodyIsDueAt("2026-03-08T05:30:00.500Z");
        jumpTo("2026-03-08T05:30:59.700Z");
        untilNobodyIsDueAt("2026-03-08T05:31:00.500Z");
        jumpTo("2026-03-08T05:29:30Z");
        jumpTo("2026-03-08T05:42:17Z");
        untilNobodyIsDueAt("2026-03-08T05:42:17Z");
        jumpTo("2026-03-08T06:59:59.500Z");
        untilNobodyIsDueAt("2026-03-08T07:00:00.500Z");
        jumpTo("2026-03-10T23:00:30Z");
        untilNobodyIsDueAt("2026-03-10T23:00:30Z");

        StoredFires stored = new StoredFires(NODES.sql());
        assertThat(stored.distinctRuns()).isEqualTo(stored.runs()).isGreaterThan(2 * JOBS);
        expected.verify(stored, timetable(), START, Instant.parse("2026-03-11T00:00:00Z"));
    }

    private static SimulatedJob job(String slug, String schedule) {
        return new SimulatedJob(slug, schedule, "America/New_York", Map.of("production", new Entry(true, null, null)));
    }

    private void create(SimulatedJob job) {
        UUID life = UUID.randomUUID();
        CreateJob create = new CreateJob(new JobKey(AccountId.DEFAULT, job.slug()), life, job.definition("created"));
        JobView created = NODES.get(0).commands().send(create, CALLER, JobView.class);
        expected.edited(job.slug(), life, job.timings(), created.createdAt(), Map.of());
    }

    private static void jumpTo(String time) {
        set(Instant.parse(time));
    }

    private static void set(Instant time) {
        both().forEach(node -> node.context().getBean(DatabaseClock.class).observe(time, Duration.ZERO));
    }

    private static List<DecidingNodes.Deciding> both() {
        return List.of(NODES.get(0), NODES.get(1));
    }

    private static void untilNobodyIsDueAt(String time) {
        NextFires fires = NODES.get(0).nextFires();
        Instant due = Instant.parse(time);
        await("who is due at " + time)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fires.until(due, JOBS), List::isEmpty);
    }

    private static Map<String, Map<String, Instant>> timetable() {
        Map<String, Map<String, Instant>> timetable = new TreeMap<>();
        NODES.get(0)
                .nextFires()
                .until(Instant.parse("9999-01-01T00:00:00Z"), JOBS)
                .forEach(fire -> timetable.put(fire.job().slug(), Map.of(fire.environment(), fire.at())));
        return timetable;
    }
}
