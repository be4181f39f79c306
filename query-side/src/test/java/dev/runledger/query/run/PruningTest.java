package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** After any prunings the tables hold what the events make that are left. */
class PruningTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.fresh();

    /** Made of what is left, from nothing. */
    private static final ViewsDatabase ANEW = ViewsDatabase.onOneConnection();

    private final RunProjection projection = new RunProjection(VIEWS.jdbc());

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyHistoryWithPruningsLeavesWhatTheEventsMakeThatAreLeft(long seed) {
        Random random = new Random(seed);
        List<RunEvent> events = new RandomRuns(random).events(200);
        Set<UUID> gone = new HashSet<>();
        for (int at = 0; at < events.size(); ) {
            int end = Math.min(events.size(), at + random.nextInt(1, 120));
            deliver(events.subList(at, end));
            at = end;
            if (random.nextBoolean()) {
                List<RunView> left =
                        new ArrayList<>(StoredRuns.all(VIEWS.jdbc()).values());
                RunHistoryPruned pruned = PrunedRuns.someOf(left, random);
                VIEWS.commit(() -> projection.on(pruned));
                gone.addAll(pruned.runs());
            }
            if (random.nextInt(3) == 0) {
                VIEWS.commit(() -> new RunViews(VIEWS.jdbc(), "views").fold());
            }
            assertMadeOf(seed, left(events.subList(0, at), gone));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aBatchThatFinishesPrunesAndGoesOnIsOneWithItsParts(long seed) {
        Random random = new Random(seed);
        List<RunEvent> before = new RandomRuns(random).events(60);
        List<RunEvent> after = new RandomRuns(random, RandomRuns.START.plusMillis(5)).events(60);
        List<RunView> left = new ArrayList<>(RandomRuns.folded(before).values());
        RunHistoryPruned pruned = PrunedRuns.someOf(left, random);

        VIEWS.commit(() -> {
            before.forEach(projection::on);
            projection.on(pruned);
            after.forEach(projection::on);
        });

        List<RunEvent> events = new ArrayList<>(before);
        events.addAll(after);
        assertMadeOf(seed, left(events, Set.copyOf(pruned.runs())));
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void whatComesAgainWithItsPruningChangesNothing(long seed) {
        Random random = new Random(seed);
        List<RunEvent> events = new RandomRuns(random).events(80);
        deliver(events);
        List<RunView> left = new ArrayList<>(RandomRuns.folded(events).values());
        RunHistoryPruned pruned = PrunedRuns.someOf(left, random);

        VIEWS.commit(() -> projection.on(pruned));
        VIEWS.commit(() -> projection.on(pruned));
        VIEWS.commit(() -> {
            events.subList(random.nextInt(events.size()), events.size()).forEach(projection::on);
            projection.on(pruned);
        });
        VIEWS.rollBack(() -> projection.on(PrunedRuns.someOf(left, random)));

        assertMadeOf(seed, left(events, Set.copyOf(pruned.runs())));
    }

    /** Runs of the same jobs end, are pruned and are folded by several threads at once, as by segments and nodes. */
    @Test
    void segmentsThatEndPruneAndFoldAtOnceNeitherLoseNorDoubleARun() {
        List<List<RunEvent>> segments = IntStream.range(0, 4)
                .mapToObj(segment -> new RandomRuns(new Random(70 + segment)).events(150))
                .toList();
        List<Collection<UUID>> gone =
                segments.stream()
                        .map(events -> CompletableFuture.supplyAsync(() -> endedAndPruned(events)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        Set<UUID> all = new HashSet<>();
        gone.forEach(all::addAll);

        assertThat(all).isNotEmpty();
        assertMadeOf(70, left(segments.stream().flatMap(List::stream).toList(), all));
    }

    private Collection<UUID> endedAndPruned(List<RunEvent> events) {
        Random random = new Random(events.size());
        Set<UUID> gone = new HashSet<>();
        List<RunEvent> delivered = new ArrayList<>();
        for (int at = 0; at < events.size(); at += 30) {
            List<RunEvent> batch = events.subList(at, Math.min(at + 30, events.size()));
            delivered.addAll(batch);
            List<RunView> left =
                    new ArrayList<>(RandomRuns.folded(left(delivered, gone)).values());
            RunHistoryPruned pruned = PrunedRuns.someOf(left, random);
            VIEWS.commit(() -> {
                batch.forEach(projection::on);
                projection.on(pruned);
            });
            gone.addAll(pruned.runs());
            VIEWS.commit(() -> new RunViews(VIEWS.jdbc(), "views").fold());
        }
        return gone;
    }

    /** Its beginning cannot come late: that is taken in before a run can be pruned. */
    @Test
    void whatComesLateOfAPrunedRunBringsNothingBack() {
        List<RunEvent> events = new RandomRuns(new Random(41)).events(50);
        deliver(events);
        List<RunView> left = new ArrayList<>(RandomRuns.folded(events).values());
        RunHistoryPruned pruned = PrunedRuns.someOf(left, new Random(42));
        VIEWS.commit(() -> projection.on(pruned));

        deliver(events.stream()
                .filter(event -> !(event instanceof RunTriggered))
                .toList());

        assertMadeOf(41, left(events, Set.copyOf(pruned.runs())));
    }

    @Test
    void ofAnotherAccountNothingGoes() {
        List<RunEvent> events = new RandomRuns(new Random(31)).events(50);
        deliver(events);
        List<RunView> runs = List.copyOf(RandomRuns.folded(events).values());

        VIEWS.commit(() -> projection.on(PrunedRuns.of(new AccountId("stranger", 1), runs)));

        assertMadeOf(31, events);
    }

    @Test
    void axonDeliversThePruning() {
        assertThat(new AnnotationEventHandlerAdapter(projection).canHandleType(RunHistoryPruned.class))
                .isTrue();
    }

    private void deliver(List<RunEvent> events) {
        VIEWS.commit(() -> events.forEach(projection::on));
    }

    private static List<RunEvent> left(List<RunEvent> events, Set<UUID> gone) {
        return events.stream().filter(event -> !gone.contains(event.run().id())).toList();
    }

    private static void assertMadeOf(long seed, List<RunEvent> events) {
        ANEW.clear();
        ANEW.commit(() -> {
            new RunViews(ANEW.jdbc(), "views").write(events);
            new RunViews(ANEW.jdbc(), "views").fold();
        });
        VIEWS.commit(() -> new RunViews(VIEWS.jdbc(), "views").fold());
        assertThat(StoredRuns.all(VIEWS.jdbc()))
                .as("seed %s after %s events", seed, events.size())
                .isEqualTo(RandomRuns.folded(events));
        assertThat(rows(VIEWS.jdbc()))
                .as("seed %s after %s events", seed, events.size())
                .isEqualTo(rows(ANEW.jdbc()));
    }

    private static Map<String, List<String>> rows(JdbcTemplate jdbc) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String table : RunViews.TABLES) {
            rows.put(
                    table,
                    jdbc.queryForList("select whole::text from views." + table + " whole order by 1", String.class));
        }
        return rows;
    }
}
