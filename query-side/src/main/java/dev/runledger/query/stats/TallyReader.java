package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Part;
import dev.runledger.query.stats.Cover.Stretch;
import dev.runledger.query.stats.TallyKey.Grain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Counts finished runs by what is kept of hours and days, whatever the number of runs. */
final class TallyReader {

    private static final String COLUMNS =
            "succeeded, failed, canceled, pending_bins, pending_counts, run_bins, run_counts";

    private final JdbcTemplate jdbc;

    TallyReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the runs of what the cover has counted. */
    void add(StatsQuestion question, Cover cover, RunCounts counts) {
        if (cover.counted().isEmpty()) {
            return;
        }
        List<Part> parts = new ArrayList<>();
        cover.counted().forEach(stretch -> parts.add(kept(COLUMNS, question, stretch)));
        parts.add(news(COLUMNS, question, cover.hours()));
        Part sql = all(parts);
        RowCallbackHandler adder = row -> add(row, counts);
        jdbc.query(sql.sql(), adder, sql.values().toArray());
        Bucket bucket = question.bucket();
        if (bucket != null) {
            addBuckets(question, cover.hours(), bucket, counts);
        }
    }

    private static void add(ResultSet row, RunCounts counts) throws SQLException {
        counts.add(RunStatus.SUCCEEDED, row.getInt(1));
        counts.add(RunStatus.FAILED, row.getInt(2));
        counts.add(RunStatus.CANCELED, row.getInt(3));
        counts.pending().add(Tally.array(row, 4), Tally.array(row, 5));
        counts.ran().add(Tally.array(row, 6), Tally.array(row, 7));
    }

    private void addBuckets(StatsQuestion question, Period hours, Bucket bucket, RunCounts counts) {
        String columns = "start, succeeded + failed + canceled" + (bucket.dividesHours() ? ", minutes" : "");
        Part sql =
                all(List.of(kept(columns, question, new Stretch(Grain.HOUR, hours)), news(columns, question, hours)));
        jdbc.query(
                sql.sql(),
                row -> {
                    Instant start = row.getObject(1, OffsetDateTime.class).toInstant();
                    if (bucket.dividesHours()) {
                        addMinutes(start, Tally.array(row, 3), bucket, counts);
                    } else {
                        counts.add(bucket.startOf(start), row.getInt(2));
                    }
                },
                sql.values().toArray());
    }

    private static void addMinutes(Instant hour, Integer[] minutes, Bucket bucket, RunCounts counts) {
        for (int minute = 0; minute < minutes.length; minute++) {
            counts.add(bucket.startOf(hour.plusSeconds(60L * minute)), minutes[minute]);
        }
    }

    private static Part kept(String columns, StatsQuestion question, Stretch stretch) {
        return Part.of("select " + columns + " from views.run_tally\n")
                .then(Part.of(stretch.period()
                        .in(question.visible(), "start")
                        .and("grain = '" + stretch.grain().text() + "'")));
    }

    private static Part news(String columns, StatsQuestion question, Period hours) {
        return Part.of("select " + columns + " from views.run_tally_news\n")
                .then(Part.of(hours.in(question.visible(), "start")));
    }

    private static Part all(List<Part> parts) {
        return parts.stream()
                .reduce((one, other) -> one.then("union all\n").then(other))
                .orElseThrow();
    }
}
