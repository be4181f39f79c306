package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.LatestViews.Latest;
import dev.runledger.query.job.JobBatch.Closed;
import dev.runledger.query.job.JobBatch.Moved;
import dev.runledger.query.job.JobBatch.Planned;
import dev.runledger.query.job.JobBatch.Resumed;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** SQL over {@code views.next_run}. */
final class NextRunRows {

    private static final String CLOSE = """
            delete from views.next_run as known
            using unnest(?::text[], ?::text[]) as news (account, environment)
            where known.account = news.account and known.environment = news.environment
            """;
    private static final String FORGET = """
            delete from views.next_run as known
            using unnest(?::text[], ?::text[], ?::bigint[]) as news (account, slug, sequence)
            where known.account = news.account and known.slug = news.slug and known.sequence < news.sequence
            """;
    private static final String PLAN = """
            insert into views.next_run (account, slug, sequence, incarnation, version, environment, at, run)
            select news.* from unnest(
              ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::uuid[])
              as news (account, slug, sequence, incarnation, version, environment, at, run)
            join views.job using (account, slug, sequence)
            on conflict (account, slug, environment) do nothing
            """;
    private static final String RESUME = """
            insert into views.next_run (account, slug, sequence, incarnation, version, environment, at)
            select account, slug, job.sequence, incarnation, job.version, news.environment, news.at
            from unnest(?::text[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[])
              as news (account, slug, incarnation, environment, at)
            join views.job as job using (account, slug, incarnation)
            where job.deleted_at is null
            on conflict (account, slug, environment) do nothing
            """;
    private static final String MOVE = """
            update views.next_run as known set at = news.at
            from unnest(?::text[], ?::text[], ?::uuid[], ?::text[], ?::int[], ?::timestamptz[])
              as news (account, slug, incarnation, environment, version, at)
            where known.account = news.account and known.slug = news.slug and known.environment = news.environment
              and known.incarnation = news.incarnation and known.version <= news.version and known.at < news.at
            """;

    private static final ColumnArrays<Closed> CLOSED =
            new ColumnArrays<Closed>().add("text", Closed::account).add("text", Closed::environment);
    private static final ColumnArrays<Resumed> RESUMED = new ColumnArrays<Resumed>()
            .add("text", resumed -> resumed.place().job().account())
            .add("text", resumed -> resumed.place().job().slug())
            .add("uuid", resumed -> resumed.place().incarnation())
            .add("text", resumed -> resumed.place().environment())
            .add("timestamptz", Resumed::at);
    private static final ColumnArrays<Latest<JobView>> JOBS = new ColumnArrays<Latest<JobView>>()
            .add("text", latest -> latest.view().key().account())
            .add("text", latest -> latest.view().key().slug())
            .add("int8", Latest::sequence);
    private static final ColumnArrays<Planned> PLANNED = new ColumnArrays<Planned>()
            .add("text", planned -> planned.by().view().key().account())
            .add("text", planned -> planned.by().view().key().slug())
            .add("int8", planned -> planned.by().sequence())
            .add("uuid", planned -> planned.by().view().incarnation())
            .add("int4", planned -> planned.by().view().version())
            .add("text", Planned::environment)
            .add("timestamptz", planned -> planned.next().at())
            .add("uuid", planned -> planned.next().run());
    private static final ColumnArrays<Moved> MOVED = new ColumnArrays<Moved>()
            .add("text", moved -> moved.place().job().account())
            .add("text", moved -> moved.place().job().slug())
            .add("uuid", moved -> moved.place().incarnation())
            .add("text", moved -> moved.place().environment())
            .add("int4", Moved::version)
            .add("timestamptz", Moved::at);

    private final JdbcTemplate jdbc;

    NextRunRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** After the jobs themselves, of which only the latest event plans. Edits first: a fire of an older version than the edit's, or of an earlier life, changes nothing. */
    void write(JobBatch batch) {
        CLOSED.execute(jdbc, CLOSE, batch.closed());
        JOBS.execute(jdbc, FORGET, batch.latest());
        PLANNED.execute(jdbc, PLAN, batch.planned());
        RESUMED.execute(jdbc, RESUME, batch.resumed());
        MOVED.execute(jdbc, MOVE, batch.moved());
    }

    /** By slug and environment. */
    Map<String, Map<String, NextRun>> of(AccountId account, Collection<String> slugs) {
        Map<String, Map<String, NextRun>> found = new HashMap<>();
        if (!slugs.isEmpty()) {
            jdbc.query(
                    "select slug, environment, at, run from views.next_run where account = ? and slug = any(?)",
                    row -> {
                        found.computeIfAbsent(row.getString(1), slug -> new LinkedHashMap<>())
                                .put(
                                        row.getString(2),
                                        new NextRun(
                                                row.getObject(3, OffsetDateTime.class)
                                                        .toInstant(),
                                                row.getObject(4, UUID.class)));
                    },
                    account.toString(),
                    List.copyOf(slugs).toArray(String[]::new));
        }
        return found;
    }
}
