package dev.runledger.query.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.run.RunViews;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

class TalliesTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.fresh();
    private static final JdbcTemplate JDBC = VIEWS.jdbc();

    private final Tallies tallies = new Tallies(JDBC, InSchema.VIEWS);

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void batchesAndFoldsInAnyOrderCountWhatTheMigrationCountsAtOnce(long seed) throws IOException {
        Random random = new Random(seed);
        List<RunEvent> events = new RandomHistory(random).events(1_500);
        VIEWS.commit(() -> new RunViews(JDBC, "views").write(events));
        JDBC.execute("truncate views.run_tally_news");
        fillAsTheMigrationDoes();
        var expected = StoredHistory.tallies(JDBC);
        JDBC.execute("truncate views.run_tally");

        List<RunView> runs = RandomHistory.folded(events).stream()
                .filter(run -> run.status().terminal())
                .toList();
        int at = 0;
        while (at < runs.size()) {
            List<RunView> batch = runs.subList(at, Math.min(runs.size(), at + random.nextInt(1, 200)));
            VIEWS.commit(() -> {
                tallies.add(over(batch));
                if (random.nextInt(4) == 0) {
                    tallies.fold();
                }
            });
            at += batch.size();
        }
        VIEWS.commit(tallies::fold);

        assertThat(expected).isNotEmpty();
        assertThat(StoredHistory.tallies(JDBC)).isEqualTo(expected);
        assertThat(news()).isZero();
    }

    @Test
    void hoursAndDaysBeginInUtc() {
        List<RunView> runs = new RandomHistory(new Random(21)).finished(400);
        VIEWS.commit(() -> {
            tallies.add(over(runs));
            tallies.fold();
        });

        for (String grain : List.of("hour", "day")) {
            String wrong = "select count(*) from views.run_tally where grain = '" + grain
                    + "' and start <> date_trunc('" + grain + "', start, 'UTC')";
            assertThat(JDBC.queryForObject(wrong, Long.class)).isZero();
            assertThat(total(grain)).isEqualTo(400);
        }
    }

    @Test
    void manyBatchesFoldByThemselves() {
        List<RunView> runs = new RandomHistory(new Random(31)).finished(Tallies.BATCHES_PER_FOLD + 3);

        runs.forEach(run -> VIEWS.commit(() -> tallies.add(over(List.of(run)))));

        assertThat(news()).isEqualTo(3);
        assertThat(total("hour")).isEqualTo(Tallies.BATCHES_PER_FOLD);
    }

    @Test
    void aBatchThatIsRolledBackIsNotCounted() {
        List<RunView> runs = new RandomHistory(new Random(41)).finished(50);
        VIEWS.commit(() -> tallies.add(over(runs.subList(0, 20))));

        VIEWS.rollBack(() -> {
            tallies.add(over(runs.subList(20, 50)));
            tallies.fold();
        });

        assertThat(total("hour")).isZero();
        VIEWS.commit(tallies::fold);
        assertThat(total("hour")).isEqualTo(20);
    }

    @Test
    void foldersThatMeetNeitherLoseNorDoubleARun() throws InterruptedException, ExecutionException {
        List<RunView> runs = new RandomHistory(new Random(51)).finished(2_000);
        List<Tallies> nodes = List.of(new Tallies(JDBC, InSchema.VIEWS), new Tallies(JDBC, InSchema.VIEWS));
        List<Callable<Void>> writers = IntStream.range(0, 4)
                .mapToObj(writer -> (Callable<Void>) () -> {
                    for (int at = writer * 10; at < runs.size(); at += 40) {
                        List<RunView> batch = runs.subList(at, at + 10);
                        VIEWS.commit(() -> {
                            nodes.get(writer % 2).add(over(batch));
                            nodes.get(writer % 2).fold();
                        });
                    }
                    return null;
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        }
        VIEWS.commit(tallies::fold);

        assertThat(total("hour")).isEqualTo(2_000);
        assertThat(total("day")).isEqualTo(2_000);
        assertThat(news()).isZero();
    }

    @Test
    void aFoldThatFindsAnotherOneAtWorkLeavesItToThat() {
        List<RunView> runs = new RandomHistory(new Random(61)).finished(10);
        VIEWS.commit(() -> tallies.add(over(runs)));

        VIEWS.rollBack(() -> {
            tallies.fold();
            VIEWS.rollBack(() -> {
                tallies.fold();
                assertThat(news()).isPositive();
            });
            assertThat(news()).isZero();
        });
    }

    private static List<FinishedRun> over(List<RunView> runs) {
        return runs.stream().map(StoredHistory::finished).toList();
    }

    private static void fillAsTheMigrationDoes() throws IOException {
        String migration = new ClassPathResource("db/views/V6__run_tally.sql").getContentAsString(UTF_8);
        List<String> fills = Arrays.stream(migration.split(";"))
                .filter(statement -> statement.contains("insert into views.run_tally"))
                .toList();
        assertThat(fills).hasSize(2);
        fills.forEach(JDBC::execute);
    }

    private static long news() {
        return count("select count(*) from views.run_tally_news");
    }

    private static long total(String grain) {
        return count("select coalesce(sum(succeeded + failed + canceled), 0) from views.run_tally where grain = '"
                + grain + "'");
    }

    private static long count(String sql) {
        Long count = JDBC.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }
}
