package dev.runledger.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.run.RunViews;
import dev.runledger.query.stats.RunStats.Next;
import dev.runledger.query.stats.RunStats.Percentiles;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whatever is asked, the statistics are what a plain count over all runs gives. */
class RunStatsTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final JdbcTemplate JDBC = VIEWS.jdbc();
    private static final EnvironmentScope SCOPED = new EnvironmentScope(Set.of("production", "staging"));
    private static final EnvironmentScope SINGLE = new EnvironmentScope(Set.of("staging"));

    /**
     * @param names of those that live, by slug
     * @param fires of those that recur
     */
    private record Jobs(AccountId account, Map<String, String> names, List<Next> fires) {}

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203, 204})
    void statisticsAreWhatAPlainCountGives(long seed) {
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(random);
        List<RunEvent> events = history.events(random.nextInt(20, 800));
        write(events, random);
        assertAllRight(seed, RandomHistory.folded(events), history, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {211, 212, 213, 214})
    void runsThatArePrunedAreCountedNoMore(long seed) {
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(random);
        List<RunEvent> events = history.events(random.nextInt(20, 400));
        write(events, random);
        List<RunView> left = new ArrayList<>(RandomHistory.folded(events));
        while (random.nextInt(12) > 0) {
            prune(left, random);
            if (random.nextInt(3) == 0) {
                VIEWS.commit(() -> new Tallies(JDBC, InSchema.VIEWS).fold());
            }
        }
        assertAllRight(seed, left, history, random);
    }

    /** Some of those that are over, some of them a second time. */
    private static void prune(List<RunView> left, Random random) {
        AccountId account = RandomHistory.ACCOUNTS.get(random.nextInt(RandomHistory.ACCOUNTS.size()));
        List<RunView> some = left.stream()
                .filter(run ->
                        run.key().account().equals(account) && run.status().terminal())
                .filter(run -> random.nextInt(6) == 0)
                .toList();
        RunHistoryPruned pruned = new RunHistoryPruned(
                account, some.stream().map(run -> run.key().id()).toList(), List.of(), RandomHistory.START);
        RunViews views = new RunViews(JDBC, "views");
        VIEWS.commit(() -> views.write(pruned));
        VIEWS.commit(() -> views.write(pruned));
        left.removeAll(some);
    }

    private static void assertAllRight(long seed, List<RunView> all, RandomHistory history, Random random) {
        List<Jobs> jobs = RandomHistory.ACCOUNTS.stream()
                .map(account -> jobs(account, history, random))
                .toList();
        for (int i = 0; i < 200; i++) {
            RandomStatsQuestion question = new RandomStatsQuestion(random, history);
            EnvironmentScope scope = question.query.containsKey("filter[environment]")
                    ? EnvironmentScope.ALL
                    : history.pick(List.of(EnvironmentScope.ALL, SCOPED, SINGLE));
            Instant now = StoredHistory.stored(history.instant());
            assertRight("seed " + seed + ", question " + i, question, history.pick(jobs), all, scope, now);
        }
    }

    private static void assertRight(
            String about,
            RandomStatsQuestion question,
            Jobs jobs,
            List<RunView> runs,
            EnvironmentScope scope,
            Instant now) {
        List<RunView> all = runs.stream()
                .filter(run -> run.key().account().equals(jobs.account()))
                .toList();
        List<RunView> matching = question.matching(all, scope);

        RunStats answer = new RunStatsQueries(JDBC, VIEWS.manager(), Clock.fixed(now, ZoneOffset.UTC))
                .answer(StatsQuestion.of(new Caller(jobs.account(), Role.VIEWER, scope, "test"), question.query));

        String what = about + ": " + question.query + " at " + now;
        assertThat(answer.tally()).as(what).isEqualTo(RandomStatsQuestion.tally(matching));
        assertThat(answer.buckets()).as(what).isEqualTo(question.buckets(matching));
        assertThat(answer.recentFailures())
                .as(what)
                .isEqualTo(RandomStatsQuestion.recentFailures(matching, jobs.names()));
        assertThat(answer.nextScheduled())
                .as(what)
                .isEqualTo(question.nextScheduled(all, jobs.fires(), now, scope, jobs.names()));
        assertNear(what, answer.pendingMs(), RandomStatsQuestion.pending(matching));
        assertNear(what, answer.runMs(), RandomStatsQuestion.ran(matching));
    }

    /** Half of the batches are folded by the time they are read. */
    private static void write(List<RunEvent> events, Random random) {
        RunViews views = new RunViews(JDBC, "views");
        int at = 0;
        while (at < events.size()) {
            List<RunEvent> batch = events.subList(at, Math.min(events.size(), at + random.nextInt(1, 100)));
            VIEWS.commit(() -> views.write(batch));
            at += batch.size();
            if (random.nextBoolean() && at < events.size() / 2) {
                VIEWS.commit(() -> new Tallies(JDBC, InSchema.VIEWS).fold());
            }
        }
    }

    /** Some jobs live, one or another is deleted; where they live, they fire or wait for a run. */
    private static Jobs jobs(AccountId account, RandomHistory history, Random random) {
        Map<String, String> names = new HashMap<>();
        List<Next> fires = new ArrayList<>();
        for (String job : RandomHistory.JOBS) {
            String name = job + " of " + account;
            boolean lives = random.nextInt(3) > 0;
            StoredHistory.addJob(JDBC, account, job, name, lives);
            if (lives) {
                names.put(job, name);
                Instant at = StoredHistory.stored(history.instant());
                boolean recurring = random.nextBoolean();
                StoredHistory.addFire(JDBC, account, job, "staging", at, recurring ? null : new UUID(1, 1));
                if (recurring) {
                    fires.add(new Next(job, name, at, "staging"));
                }
            }
        }
        return new Jobs(account, names, fires);
    }

    private static void assertNear(String about, @Nullable Percentiles shown, List<Long> ascending) {
        assertThat(shown == null).as(about).isEqualTo(ascending.isEmpty());
        if (shown != null) {
            assertNear(about, shown.p50(), nearestRank(ascending, 50));
            assertNear(about, shown.p95(), nearestRank(ascending, 95));
            assertNear(about, shown.p99(), nearestRank(ascending, 99));
        }
    }

    private static void assertNear(String about, long shown, long exact) {
        assertThat(shown).as(about).isBetween(exact - exact / 100, exact + exact / 100);
    }

    private static long nearestRank(List<Long> ascending, int percent) {
        return ascending.get((int) Math.ceil(ascending.size() * percent / 100.0) - 1);
    }
}
