package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.SettableClock;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Years in the life of two nodes over one database. Time goes from one due instant to the next, and the dice decide how late
 * and in what company each is asked for, and when the clock jumps, is set back, a job is edited, or a node crashes.
 */
final class SimulatedYears implements AutoCloseable {

    static final Duration MISFIRE_WINDOW = Duration.ofHours(1);

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");

    /** How far a step looks ahead. Some job fires sooner. */
    private static final Duration AHEAD = Duration.ofDays(2);

    private static final Duration SHORTEST_ABSENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_ABSENCE = Duration.ofDays(3);
    private static final int MOST_DUE = 1_000;
    private static final int NODES = 2;

    private final Instant start;
    private final Instant end;
    private final Random dice;
    private final RandomJobs random;
    private final SettableClock clock;
    private final DecidingNodes nodes;
    private final ExpectedFires expected = new ExpectedFires(MISFIRE_WINDOW);

    /** By slug; jobs keep their definition while they are deleted. */
    private final Map<String, SimulatedJob> jobs = new TreeMap<>();

    private final Map<String, UUID> lives = new HashMap<>();

    /** The latest time that there ever was: what is due after it is early. */
    private Instant latest;

    private int crashes;

    SimulatedYears(long seed, Instant start, Instant end) {
        this.start = start;
        this.end = end;
        this.latest = start;
        this.dice = new Random(seed);
        this.random = new RandomJobs(dice);
        this.clock = new SettableClock(start);
        this.nodes = new DecidingNodes(clock, NODES);
    }

    void live() {
        random.all().forEach(job -> {
            jobs.put(job.slug(), job);
            create(job);
        });
        while (clock.instant().isBefore(end)) {
            step();
        }
        set(latest.plusSeconds(1));
        for (List<NextFire> due = due(); !due.isEmpty(); due = due()) {
            answered(ask(due));
        }
    }

    private void step() {
        List<NextFire> soon = node().nextFires().until(clock.instant().plus(AHEAD), MOST_DUE);
        assertThat(soon).as("who fires after %s", clock.instant()).isNotEmpty();
        if (soon.getFirst().at().isAfter(clock.instant())) {
            set(soon.getFirst().at().plus(lateness()));
        }
        if (random.chance(0.004)) {
            set(clock.instant().plus(absence()));
        }
        fire(soon.stream().filter(fire -> !fire.at().isAfter(clock.instant())).toList());
        if (random.chance(0.01)) {
            setBack();
        }
        if (random.chance(0.015)) {
            edit(true);
        }
    }

    /** Users edit then as well, and what they see has passed already. */
    private void setBack() {
        clock.set(clock.instant().minusMillis(dice.nextLong(500, 300_000)));
        while (random.chance(0.3)) {
            edit(true);
        }
    }

    private void fire(List<NextFire> due) {
        List<CompletableFuture<Object>> asked = ask(random.chance(0.05) ? some(due) : due);
        if (random.chance(0.02)) {
            set(clock.instant().plusMillis(dice.nextLong(-90_000, 90_000)));
        }
        if (random.chance(0.003)) {
            edit(false);
        }
        if (random.chance(0.0007)) {
            crash(asked);
        } else {
            answered(asked);
        }
    }

    /** In any order, of any node, at times twice. */
    private List<CompletableFuture<Object>> ask(List<NextFire> due) {
        List<NextFire> fires = new ArrayList<>(due);
        Collections.shuffle(fires, dice);
        List<CompletableFuture<Object>> asked = new ArrayList<>();
        for (NextFire fire : fires) {
            FireJob command = new FireJob(fire.job(), fire.environment(), fire.at(), MISFIRE_WINDOW);
            do {
                asked.add(node().commands().send(command));
            } while (random.chance(0.1));
        }
        return asked;
    }

    private void answered(List<CompletableFuture<Object>> asked) {
        for (CompletableFuture<Object> answer : asked) {
            if (answer.join() instanceof RunView run) {
                assertThat(run.createdAt()).as("when %s began", run).isBeforeOrEqualTo(latest);
            }
        }
    }

    /** At any moment of what is in flight; nobody knows what became of it. */
    private void crash(List<CompletableFuture<Object>> asked) {
        if (!asked.isEmpty()) {
            asked.get(dice.nextInt(asked.size())).handle((run, failure) -> run).join();
        }
        int first = dice.nextInt(NODES);
        int count = random.chance(0.3) ? NODES : 1;
        for (int i = 0; i < count; i++) {
            nodes.crash((first + i) % NODES);
            crashes++;
        }
        set(clock.instant().plus(absence()));
        for (int i = 0; i < count; i++) {
            nodes.replace((first + i) % NODES);
        }
        for (CompletableFuture<Object> answer : asked) {
            answer.orTimeout(1, TimeUnit.MINUTES).handle((run, failure) -> run).join();
        }
    }

    /** @param calm whether nothing else is being decided, so that the timetable stands still */
    private void edit(boolean calm) {
        String slug = random.one(List.copyOf(jobs.keySet()));
        SimulatedJob job = Objects.requireNonNull(jobs.get(slug));
        UUID life = lives.get(slug);
        if (life == null) {
            create(job);
            return;
        }
        JobKey key = key(slug);
        Map<String, Instant> waiting = calm ? node().nextFires().of(key) : null;
        if (random.chance(0.1)) {
            write(slug, life, Map.of(), new DeleteJob(key, null), waiting);
            lives.remove(slug);
        } else {
            SimulatedJob edited = random.edited(job);
            jobs.put(slug, edited);
            JobCommand replace = new ReplaceJob(key, edited.definition("edited at " + clock.instant()), null);
            write(slug, life, edited.timings(), replace, waiting);
        }
    }

    private void create(SimulatedJob job) {
        UUID life = UUID.randomUUID();
        lives.put(job.slug(), life);
        write(
                job.slug(),
                life,
                job.timings(),
                new CreateJob(key(job.slug()), life, job.definition("created")),
                Map.of());
    }

    private void write(
            String slug,
            UUID life,
            Map<String, SimulatedJob.Timing> timings,
            JobCommand command,
            @Nullable Map<String, Instant> waiting) {
        JobView written = node().commands().send(command, CALLER, JobView.class);
        expected.edited(slug, life, timings, written.updatedAt(), waiting);
    }

    /** Mostly at once; else so late that others have come due, and at times all but too late. */
    private Duration lateness() {
        return switch (dice.nextInt(10)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMillis(dice.nextLong(MISFIRE_WINDOW.toMillis() + 2));
            default -> Duration.ofMillis(dice.nextLong(Duration.ofMinutes(58).toMillis()));
        };
    }

    /** As often minutes as hours as days. */
    private Duration absence() {
        double factor = Math.pow((double) LONGEST_ABSENCE.dividedBy(SHORTEST_ABSENCE), dice.nextDouble());
        return Duration.ofSeconds((long) (factor * (double) SHORTEST_ABSENCE.toSeconds()));
    }

    private void set(Instant time) {
        clock.set(time);
        latest = time.isAfter(latest) ? time : latest;
    }

    private List<NextFire> some(List<NextFire> due) {
        return due.subList(0, dice.nextInt(due.size() + 1));
    }

    private List<NextFire> due() {
        return node().nextFires().until(clock.instant(), MOST_DUE);
    }

    private DecidingNodes.Deciding node() {
        return nodes.get(dice.nextInt(NODES));
    }

    private static JobKey key(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }

    StoredFires stored() {
        return new StoredFires(nodes.sql());
    }

    int crashes() {
        return crashes;
    }

    void verify(StoredFires stored) {
        Map<String, Map<String, Instant>> waiting = new TreeMap<>();
        jobs.keySet().forEach(slug -> {
            Map<String, Instant> next = nodes.get(0).nextFires().of(key(slug));
            if (!next.isEmpty()) {
                waiting.put(slug, next);
            }
        });
        expected.verify(stored, waiting, start, end);
    }

    @Override
    public void close() {
        nodes.close();
    }
}
