package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Counts runs by their rows: those that are not over, which are few, and of the others those that no tally tells apart. */
final class RunReader {

    /** Rows that are in memory at a time. */
    private static final int FETCHED = 5_000;

    private final JdbcTemplate jdbc;

    /** @param database asked in a transaction, without which all rows would be fetched at once */
    RunReader(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
        jdbc.setFetchSize(FETCHED);
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
                    long bucket = row.getLong(2);
                    if (!row.wasNull()) {
                        counts.add(Instant.ofEpochSecond(bucket), row.getLong(3));
                    }
                },
                sql.values().toArray());
    }

    /** Adds the finished runs of a period, row by row: to count a row here costs less than to group it there. */
    void addFinished(StatsQuestion question, Period period, RunCounts counts) {
        Part sql = Part.of("select status, " + bucket(question.bucket()) + ", " + millis("created_at", "started_at")
                        + ", " + millis("started_at", "finished_at") + " from views.run\n")
                .then(Part.of(question.matching(period)));
        RowCallbackHandler adder = row -> addFinished(row, counts);
        jdbc.query(sql.sql(), adder, sql.values().toArray());
    }

    private static void addFinished(ResultSet row, RunCounts counts) throws SQLException {
        counts.add(RunStatus.valueOf(row.getString(1)), 1);
        long bucket = row.getLong(2);
        if (!row.wasNull()) {
            counts.add(Instant.ofEpochSecond(bucket), 1);
        }
        long pending = row.getLong(3);
        if (!row.wasNull()) {
            counts.pending().add(pending);
            counts.ran().add(row.getLong(4));
        }
    }

    /** The second in which the bucket begins. */
    private static String bucket(@Nullable Bucket bucket) {
        return bucket == null ? "null::bigint" : "date_part('epoch', " + bucket.sql("created_at") + ")::bigint";
    }

    /** Null for a run that never started. Floating point holds the milliseconds of more years than there are. */
    private static String millis(String from, String to) {
        return "case when started_at is not null then greatest(round(date_part('epoch', " + to + " - " + from
                + ") * 1000)::bigint, 0) end";
    }
}
