package dev.runledger.ops.replay;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is compared of a table, in either schema.
 *
 * @param name the table's
 * @param select rows of {@code account}, {@code part}, {@code key} and {@code value}, all text, over tables of {@code views}; a
 *     part is a month or the like, a key tells rows of a part apart, and a value is all there is to a row
 */
record Source(String name, String select) {

    private static final String KEY = """
            SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
            WHERE contype = 'p' AND conrelid = ('views.' || ?)::regclass AND attname <> 'account'
            ORDER BY array_position(conkey, attnum)""";

    private static final String HAS_CREATION = """
            SELECT EXISTS (SELECT FROM pg_attribute
            WHERE attrelid = ('views.' || ?)::regclass AND attname = 'created_at' AND NOT attisdropped)""";

    private static final String MONTH = "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM')";

    /** News count as if they were added up already: when that happens is nobody's business. */
    private static final String TALLIED = """
            SELECT account, to_char(start AT TIME ZONE 'UTC', 'YYYY-MM') AS part,
                   concat_ws(' ', grain, start, environment, what, number) AS key,
                   concat_ws(' ', grain, start, environment, what, number, sum(runs)) AS value
            FROM (
              SELECT account, grain, start, environment, succeeded, failed, canceled, minutes,
                     pending_bins, pending_counts, run_bins, run_counts
              FROM views.run_tally
              UNION ALL
              SELECT account, 'hour', start, environment, succeeded, failed, canceled, minutes,
                     pending_bins, pending_counts, run_bins, run_counts
              FROM views.run_tally_news
              UNION ALL
              SELECT account, 'day', date_trunc('day', start, 'UTC'), environment, succeeded, failed, canceled, NULL,
                     pending_bins, pending_counts, run_bins, run_counts
              FROM views.run_tally_news) said
            CROSS JOIN LATERAL (
              SELECT 'succeeded' AS what, 0 AS number, succeeded AS runs
              UNION ALL SELECT 'failed', 0, failed
              UNION ALL SELECT 'canceled', 0, canceled
              UNION ALL SELECT 'minute', minute::int, runs FROM unnest(minutes) WITH ORDINALITY AS each (runs, minute)
              UNION ALL SELECT 'pending', bin, runs FROM unnest(pending_bins, pending_counts) AS each (bin, runs)
              UNION ALL SELECT 'ran', bin, runs FROM unnest(run_bins, run_counts) AS each (bin, runs)) counted
            GROUP BY account, grain, start, environment, what, number
            HAVING sum(runs) <> 0""";

    /** What is compared of these tables; tallies and their news are one thing. */
    static List<Source> of(List<String> tables, JdbcTemplate sql) {
        List<Source> sources = new ArrayList<>();
        for (String table : tables) {
            switch (table) {
                case "run_tally" -> sources.add(new Source(table, TALLIED));
                case "run_tally_news" -> {}
                default -> sources.add(rows(table, sql));
            }
        }
        return sources;
    }

    /** All columns of all rows. */
    private static Source rows(String table, JdbcTemplate sql) {
        String key = String.join(", ", sql.queryForList(KEY, String.class, table));
        boolean created = Boolean.TRUE.equals(sql.queryForObject(HAS_CREATION, Boolean.class, table));
        return new Source(
                table,
                "SELECT account, " + (created ? MONTH : "''") + " AS part, concat_ws(' ', " + key
                        + ") AS key, whole::text AS value FROM views." + table + " AS whole");
    }

    String in(String schema) {
        return schema.equals(Shadow.LIVE) ? select : select.replace("views.", schema + ".");
    }
}
