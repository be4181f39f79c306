package dev.runledger.query.stats;

import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.stats.TallyKey.Grain;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts finished runs per environment, hour and day, so that statistics over years read a few rows.
 *
 * <p>Batches only insert, into {@code run_tally_news}, so that those of several segments and nodes never wait for each other;
 * now and then one of them folds all news into {@code run_tally}. A reader adds both, and finds each run once in any
 * snapshot, because a fold is one transaction. May be used by several threads.
 */
public final class Tallies {

    /** Batches after which the news are folded: few enough to be read with every question, many enough to cost little. */
    static final int BATCHES_PER_FOLD = 200;

    private static final ColumnArrays<Map.Entry<TallyKey, Tally>> NEWS = new ColumnArrays<Map.Entry<TallyKey, Tally>>()
            .add("text", entry -> entry.getKey().account())
            .add("text", entry -> entry.getKey().environment())
            .add("timestamptz", entry -> entry.getKey().start())
            .add("int4", entry -> entry.getValue().succeeded())
            .add("int4", entry -> entry.getValue().failed())
            .add("int4", entry -> entry.getValue().canceled())
            .add("text", entry -> entry.getValue().minutes())
            .add("text", entry -> entry.getValue().pending().bins())
            .add("text", entry -> entry.getValue().pending().counts())
            .add("text", entry -> entry.getValue().ran().bins())
            .add("text", entry -> entry.getValue().ran().counts());
    private static final ColumnArrays<Map.Entry<TallyKey, Tally>> ROWS =
            NEWS.add("text", entry -> entry.getKey().grain().text());
    private static final String COLUMNS = "account, environment, start, succeeded, failed, canceled, minutes,"
            + " pending_bins, pending_counts, run_bins, run_counts";
    private static final String ADD = """
            insert into views.run_tally_news (COLUMNS)
            select account, environment, start, succeeded, failed, canceled, minutes::int[],
                   pending_bins::int[], pending_counts::int[], run_bins::int[], run_counts::int[]
            from unnest(?::text[], ?::text[], ?::timestamptz[], ?::int[], ?::int[], ?::int[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::text[])
              as news (COLUMNS)
            """.replace("COLUMNS", COLUMNS);
    private static final String ALONE = "select pg_try_advisory_xact_lock(hashtextextended(?, 0))";
    private static final String TAKE = """
            with news as (delete from views.run_tally_news returning *)
            select 'news' as grain, COLUMNS from news
            union all
            select grain, COLUMNS from views.run_tally
            where (account, grain, start, environment) in (
              select account, 'hour', start, environment from news
              union
              select account, 'day', date_trunc('day', start, 'UTC'), environment from news)
            """.replace("COLUMNS", COLUMNS);
    private static final String PUT = """
            insert into views.run_tally (COLUMNS, grain)
            select account, environment, start, succeeded, failed, canceled,
                   case grain when 'hour' then minutes::int[] end,
                   pending_bins::int[], pending_counts::int[], run_bins::int[], run_counts::int[], grain
            from unnest(?::text[], ?::text[], ?::timestamptz[], ?::int[], ?::int[], ?::int[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              as folded (COLUMNS, grain)
            on conflict (account, grain, start, environment) do update
            set succeeded = excluded.succeeded, failed = excluded.failed, canceled = excluded.canceled,
                minutes = excluded.minutes,
                pending_bins = excluded.pending_bins, pending_counts = excluded.pending_counts,
                run_bins = excluded.run_bins, run_counts = excluded.run_counts
            """.replace("COLUMNS", COLUMNS);

    private static final ColumnArrays<TallyKey> KEYS = new ColumnArrays<TallyKey>()
            .add("text", TallyKey::account)
            .add("text", key -> key.grain().text())
            .add("timestamptz", TallyKey::start)
            .add("text", TallyKey::environment);
    private static final String DROP = """
            delete from views.run_tally tally
            using unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[]) as gone (account, grain, start, environment)
            where tally.account = gone.account and tally.grain = gone.grain and tally.start = gone.start
              and tally.environment = gone.environment
            """;

    private final JdbcTemplate jdbc;
    private final InSchema in;
    private final AtomicInteger unfolded = new AtomicInteger();

    /** @param in where the tables are: {@code views}, or where a replay builds */
    public Tallies(JdbcTemplate jdbc, InSchema in) {
        this.jdbc = jdbc;
        this.in = in;
    }

    /**
     * Counts runs that have just ended, each once ever, in the calling thread's transaction, and at times folds.
     *
     * @throws IllegalStateException if a run is not over
     */
    public void add(Collection<FinishedRun> finished) {
        count(finished, List.of());
    }

    /**
     * Counts runs that have just ended, and no longer those that were removed, each once ever, in the calling thread's
     * transaction; at times folds. News of runs that were removed are negative. They are seen by whoever sees, in the news or
     * folded, that these runs were counted, because a run is removed after that is committed.
     *
     * @throws IllegalStateException if a run is not over
     */
    public void count(Collection<FinishedRun> finished, Collection<FinishedRun> removed) {
        Map<TallyKey, Tally> news = new TreeMap<>();
        finished.forEach(run ->
                news.computeIfAbsent(TallyKey.ofHour(run), key -> new Tally()).add(run, 1));
        removed.forEach(run ->
                news.computeIfAbsent(TallyKey.ofHour(run), key -> new Tally()).add(run, -1));
        NEWS.execute(jdbc, in.sql(ADD), news.entrySet());
        if (!news.isEmpty() && unfolded.incrementAndGet() >= BATCHES_PER_FOLD) {
            fold();
        }
    }

    /**
     * Folds all news that are committed, and those of the calling thread's transaction, in that transaction. Does nothing
     * while another one folds.
     */
    public void fold() {
        unfolded.set(0);
        if (Boolean.TRUE.equals(jdbc.queryForObject(ALONE, Boolean.class, in.sql("views.run_tally")))) {
            Map<TallyKey, Tally> folded = folded();
            KEYS.execute(jdbc, in.sql(DROP), keysOfEmpty(folded));
            folded.values().removeIf(Tally::isEmpty);
            ROWS.execute(jdbc, in.sql(PUT), folded.entrySet());
        }
    }

    /** Hours and days of which no run is left. */
    private static List<TallyKey> keysOfEmpty(Map<TallyKey, Tally> folded) {
        return folded.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Takes the news, and tells the rows they change as they are to be. */
    private Map<TallyKey, Tally> folded() {
        Map<TallyKey, Tally> folded = new TreeMap<>();
        jdbc.query(in.sql(TAKE), row -> {
            Tally tally = new Tally();
            tally.add(row);
            boolean day = row.getString("grain").equals(Grain.DAY.text());
            TallyKey key = TallyKey.of(row, day ? Grain.DAY : Grain.HOUR);
            add(folded, key, tally);
            if (row.getString("grain").equals("news")) {
                add(folded, key.ofDay(), tally);
            }
        });
        return folded;
    }

    private static void add(Map<TallyKey, Tally> tallies, TallyKey key, Tally more) {
        tallies.computeIfAbsent(key, absent -> new Tally()).add(more);
    }
}
