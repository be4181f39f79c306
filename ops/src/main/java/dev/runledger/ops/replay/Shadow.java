package dev.runledger.ops.replay;

import dev.runledger.query.run.RunViews;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tables that are built beside the live ones, as exact likenesses of them: nothing of their making is written down a second
 * time, all is asked of the catalogue. Belongs to whoever holds the replay's lock.
 */
final class Shadow {

    static final String LIVE = "views";
    static final String SCHEMA = "runs_replay";

    /** Where live tables go when the new ones take their place, until they are dropped. */
    static final String REPLACED = "runs_replaced";

    private static final String[] TABLES = RunViews.TABLES.toArray(String[]::new);

    /** The live tables, as {@code pg_class}. */
    private static final String OURS =
            "WITH ours AS (SELECT * FROM pg_class WHERE relnamespace = 'views'::regnamespace AND relname = ANY (?)) ";

    private static final String TABLE_LIKENESS =
            OURS + "SELECT format('CREATE TABLE runs_replay.%1$I (LIKE views.%1$I INCLUDING ALL EXCLUDING INDEXES)',"
                    + " relname) FROM ours";

    /** Rows are found by these from the first one on. */
    private static final String KEYS = OURS
            + "SELECT format('ALTER TABLE runs_replay.%I ADD CONSTRAINT %I %s', relname, conname, pg_get_constraintdef(c.oid))"
            + " FROM ours JOIN pg_constraint c ON conrelid = ours.oid WHERE contype IN ('p', 'u', 'x')";

    private static final String OTHER_INDEXES = OURS
            + "SELECT replace(pg_get_indexdef(indexrelid), ' ON views.', ' ON runs_replay.')"
            + " FROM ours JOIN pg_index ON indrelid = ours.oid"
            + " WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY relname, indexrelid";

    private static final String STORAGE = OURS
            + "SELECT format('ALTER TABLE runs_replay.%I SET (%s)', relname, option)"
            + " FROM ours CROSS JOIN unnest(reloptions) AS own (option) UNION ALL "
            + "SELECT format('ALTER TABLE runs_replay.%I SET (toast.%s)', ours.relname, option)"
            + " FROM ours JOIN pg_class toast ON toast.oid = ours.reltoastrelid"
            + " CROSS JOIN unnest(toast.reloptions) AS own (option)";

    private static final String STATISTICS = OURS
            + "SELECT format('ALTER TABLE runs_replay.%I ALTER COLUMN %I SET STATISTICS %s', relname, attname, attstattarget)"
            + " FROM ours JOIN pg_attribute ON attrelid = ours.oid WHERE attnum > 0 AND attstattarget >= 0";

    private static final String REMARKS = OURS
            + "SELECT format('COMMENT ON TABLE runs_replay.%I IS %L', relname, obj_description(oid, 'pg_class'))"
            + " FROM ours WHERE obj_description(oid, 'pg_class') IS NOT NULL";

    private static final String GRANTS = OURS
            + "SELECT format('GRANT %s ON runs_replay.%I TO %s%s', privilege_type, relname,"
            + " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,"
            + " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)"
            + " FROM ours CROSS JOIN aclexplode(relacl) WHERE grantee <> relowner";

    private static final String DEPENDENT = OURS
            + "SELECT DISTINCT ev_class::regclass::text FROM ours"
            + " JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = ours.oid AND classid = 'pg_rewrite'::regclass"
            + " JOIN pg_rewrite ON pg_rewrite.oid = objid ORDER BY 1";

    private final JdbcTemplate sql;

    Shadow(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** What an earlier replay left, or this one no longer needs. */
    void drop() {
        dropReplaced();
        sql.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
    }

    void dropReplaced() {
        sql.execute("DROP SCHEMA IF EXISTS " + REPLACED + " CASCADE");
    }

    /**
     * Empty tables with their keys and without their other indexes.
     *
     * @throws ReplayFailure if something of the operator's own hangs on the live tables, which it would still read after them
     */
    void create() {
        List<String> dependents = statements(DEPENDENT);
        if (!dependents.isEmpty()) {
            throw new ReplayFailure("These read the tables that are to be replaced: " + String.join(", ", dependents)
                    + ". Drop them first, and make them again afterwards.");
        }
        sql.execute("CREATE SCHEMA " + SCHEMA);
        List.of(TABLE_LIKENESS, KEYS, STORAGE, STATISTICS, REMARKS, GRANTS).forEach(this::likewise);
    }

    /**
     * All other indexes, which cost less now that the rows are there; two at a time, since each takes a single processor.
     *
     * @param other a second session, used by another thread meanwhile
     */
    void index(Telling telling, JdbcTemplate other) throws InterruptedException {
        List<String> indexes = statements(OTHER_INDEXES);
        Queue<String> left = new ConcurrentLinkedQueue<>(indexes);
        try (ExecutorService second = Executors.newSingleThreadExecutor()) {
            Future<?> others = second.submit(() -> build(left, other, () -> {}));
            try {
                build(
                        left,
                        sql,
                        () -> telling.say("Index " + (indexes.size() - left.size()) + " of " + indexes.size() + " …"));
                others.get();
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            } finally {
                left.clear();
            }
        }
    }

    private static void build(Queue<String> left, JdbcTemplate by, Runnable begun) {
        for (String index = left.poll(); index != null; index = left.poll()) {
            begun.run();
            by.execute(index);
        }
    }

    /** Tells the planner what is there, and index scans that they need not look at the table. */
    void settle() {
        RunViews.TABLES.forEach(table -> sql.execute("VACUUM (ANALYZE) " + SCHEMA + "." + table));
    }

    private void likewise(String select) {
        statements(select).forEach(sql::execute);
    }

    private List<String> statements(String select) {
        return sql.query(select, (row, number) -> row.getString(1), (Object) TABLES);
    }
}
