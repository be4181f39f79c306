package dev.runledger.ops.store;

import dev.runledger.kernel.account.RemovedUsage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * What events of runs tell of starts, month by month, and how many runs they are.
 *
 * @param streams that have any of these events
 * @param ended of these, those that hold the run's end
 */
record TotalsOfStarts(long streams, long ended, List<RemovedUsage> months) {

    static final String ENDS = "'RunSucceeded', 'RunFailed', 'RunCanceled'";

    /** Only what tells of starts is parsed. The row without a month counts runs. */
    private static final String TOTALS = """
            , told AS (
                SELECT name, convert_from(payload, 'UTF8')::json AS of FROM events WHERE name IN ('RunStarted', 'RunFailed'))
            SELECT period, sum(counted)::bigint, sum(refused)::bigint
              FROM (SELECT left(of ->> 'started_at', 7) AS period, 1 AS counted, 0 AS refused
                      FROM told WHERE name = 'RunStarted'
                    UNION ALL
                    SELECT left(of ->> 'finished_at', 7), 0, 1
                      FROM told WHERE name = 'RunFailed' AND of ->> 'reason' = 'QUOTA_EXCEEDED') start
             GROUP BY period
            UNION ALL
            SELECT '', count(DISTINCT stream), count(*) FILTER (WHERE name IN (ENDS)) FROM events
             ORDER BY 1""".replace("ENDS", ENDS);

    /** @param events a statement that gives streams, names and payloads */
    static String sql(String events) {
        return "WITH events AS (" + events + ")" + TOTALS;
    }

    /** Of the rows of {@link #sql}. */
    static final ResultSetExtractor<TotalsOfStarts> READ = TotalsOfStarts::read;

    private static TotalsOfStarts read(ResultSet row) throws SQLException {
        row.next();
        long streams = row.getLong(2);
        long ended = row.getLong(3);
        List<RemovedUsage> months = new ArrayList<>();
        while (row.next()) {
            months.add(new RemovedUsage(row.getString(1), row.getLong(2), row.getLong(3)));
        }
        return new TotalsOfStarts(streams, ended, months);
    }
}
