package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Counts runs by their rows: those that are not over, which are few, and of the others those that no tally tells apart. */
final class RunReader {

    private static final String NO_BUCKET = "null::timestamptz";

    private final JdbcTemplate jdbc;

    RunReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the runs that are not over. */
    void addOpen(StatsQuestion question, RunCounts counts) {
        Part sql = Part.of("select status, " + bucket(question.bucket()) + ", count(*) from views.open_run\n")
                .then(Part.of(question.matching(question.created())))
                .then("group by 1, 2");
        jdbc.query(
                sql.sql(),
                row -> {
                    counts.add(RunStatus.valueOf(row.getString(1)), row.getLong(3));
                    addBucket(row, row.getLong(3), counts);
                },
                sql.values().toArray());
    }

    /**
     * Adds the finished runs of a period. Only counts leave the database, however many runs there are; the offset keeps it from
     * reckoning a duration anew for each place that uses it.
     */
    void addFinished(StatsQuestion question, Period period, RunCounts counts) {
        Part sql = Part.of("select status, bucket, pending, ran, count(*) from (\nselect status, bucket, "
                        + DurationBins.sql("pending") + " as pending, " + DurationBins.sql("ran")
                        + " as ran from (\nselect status, " + bucket(question.bucket()) + " as bucket, "
                        + millis("created_at", "started_at") + " as pending, " + millis("started_at", "finished_at")
                        + " as ran from views.run\n")
                .then(Part.of(question.matching(period)))
                .then("offset 0) timed) binned\ngroup by grouping sets ((status, bucket), (pending), (ran))");
        RowCallbackHandler adder = row -> addFinished(row, counts);
        jdbc.query(sql.sql(), adder, sql.values().toArray());
    }

    /** Each row counts by status and bucket, or by one of the durations; all else is null in it. */
    private static void addFinished(ResultSet row, RunCounts counts) throws SQLException {
        long runs = row.getLong(5);
        if (row.getString(1) != null) {
            counts.add(RunStatus.valueOf(row.getString(1)), runs);
        }
        addBucket(row, runs, counts);
        if (row.getObject(3) != null) {
            counts.pending().add(row.getInt(3), runs);
        }
        if (row.getObject(4) != null) {
            counts.ran().add(row.getInt(4), runs);
        }
    }

    private static void addBucket(ResultSet row, long runs, RunCounts counts) throws SQLException {
        OffsetDateTime start = row.getObject(2, OffsetDateTime.class);
        if (start != null) {
            counts.add(start.toInstant(), runs);
        }
    }

    private static String bucket(@Nullable Bucket bucket) {
        return bucket == null ? NO_BUCKET : bucket.sql("created_at");
    }

    /** Null for a run that never started. Floating point holds the milliseconds of more years than there are. */
    private static String millis(String from, String to) {
        return "case when started_at is not null then greatest(round(date_part('epoch', " + to + " - " + from
                + ") * 1000)::bigint, 0) end";
    }
}
