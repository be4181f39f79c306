package dev.runledger.ops.replay;

import dev.runledger.query.run.RunViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares the live tables with those built anew, as one snapshot shows both. Reads everything, and keeps counts and sums by
 * account and month alone; only where these differ, rows are looked at.
 */
final class Comparison {

    /** Rows that are named per account and month. */
    private static final int EXAMPLES = 5;

    /** Accounts and months whose rows are named: a view that was emptied differs in all of them. */
    private static final int EXAMINED = 12;

    /** Sums do not depend on the order of rows; 64 bits of each row make a chance match as good as impossible. */
    private static final String SUMS =
            "SELECT account, part, count(*), coalesce(sum(hashtextextended(value, 0)), 0)::text FROM (LIVE) AS compared"
                    + " GROUP BY account, part";

    private static final String ROWS = """
            SELECT coalesce(live.key, rebuilt.key) || CASE
                WHEN live.key IS NULL THEN ' is missing' WHEN rebuilt.key IS NULL THEN ' is too much' ELSE ' is different' END
            FROM (SELECT key, value FROM (LIVE) AS compared WHERE account = ? AND part = ?) live
            FULL JOIN (SELECT key, value FROM (REBUILT) AS compared WHERE account = ? AND part = ?) rebuilt ON live.key = rebuilt.key
            WHERE live.value IS DISTINCT FROM rebuilt.value ORDER BY 1 LIMIT ?""";

    private final JdbcTemplate sql;
    private final List<Difference> differences = new ArrayList<>();

    private record Part(String account, String name) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int byAccount = account.compareTo(other.account);
            return byAccount == 0 ? name.compareTo(other.name) : byAccount;
        }
    }

    private record Sum(long rows, String checksum) {
        static final Sum NOTHING = new Sum(0, "0");
    }

    private Comparison(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * All differences, tables in the order in which they are declared.
     *
     * @param sql in a transaction whose snapshot was taken while both were at one position
     */
    static List<Difference> differences(JdbcTemplate sql) {
        Comparison comparison = new Comparison(sql);
        Source.of(RunViews.TABLES, sql).forEach(comparison::compare);
        return List.copyOf(comparison.differences);
    }

    private void compare(Source source) {
        Map<Part, Sum> live = sums(source.in(Shadow.LIVE));
        Map<Part, Sum> rebuilt = sums(source.in(Shadow.SCHEMA));
        TreeSet<Part> parts = new TreeSet<>(live.keySet());
        parts.addAll(rebuilt.keySet());
        for (Part part : parts) {
            Sum there = live.getOrDefault(part, Sum.NOTHING);
            Sum here = rebuilt.getOrDefault(part, Sum.NOTHING);
            if (!there.equals(here)) {
                differences.add(new Difference(
                        source.name(), part.account(), part.name(), there.rows(), here.rows(), examples(source, part)));
            }
        }
    }

    private Map<Part, Sum> sums(String select) {
        Map<Part, Sum> sums = new HashMap<>();
        sql.query(SUMS.replace("LIVE", select), row -> {
            sums.put(new Part(row.getString(1), row.getString(2)), new Sum(row.getLong(3), row.getString(4)));
        });
        return sums;
    }

    private List<String> examples(Source source, Part part) {
        if (differences.size() >= EXAMINED) {
            return List.of("not looked at row by row");
        }
        return sql.query(
                ROWS.replace("LIVE", source.in(Shadow.LIVE)).replace("REBUILT", source.in(Shadow.SCHEMA)),
                (row, number) -> row.getString(1),
                part.account(),
                part.name(),
                part.account(),
                part.name(),
                EXAMPLES);
    }
}
