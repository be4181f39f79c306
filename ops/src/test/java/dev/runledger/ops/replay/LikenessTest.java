package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that took the place of others are what those were, down to what later migrations and operators rely on. */
class LikenessTest {

    private static final String INDEXES =
            "SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'views' ORDER BY 1";

    private static final String CONSTRAINTS = """
            SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), conindid::regclass)
            FROM pg_constraint WHERE connamespace = 'views'::regnamespace ORDER BY 1""";

    private static final String TABLES = """
            SELECT concat_ws(' ', c.oid::regclass, c.reloptions, toast.reloptions, c.relacl, obj_description(c.oid, 'pg_class'), c.relowner,
              c.relpersistence)
            FROM pg_class c LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
            WHERE c.relnamespace = 'views'::regnamespace AND c.relkind = 'r' ORDER BY 1""";

    private static final String COLUMNS = """
            SELECT concat_ws(' ', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated,
              attstorage, attcompression, attcollation, attstattarget, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE relnamespace = 'views'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY 1""";

    private final StoredHistory history = new StoredHistory();

    @Test
    void nothingTellsTheNewTablesFromThoseTheyReplace() throws Exception {
        history.runs(1, 20, StoredHistory.MARCH);
        history.followed(history.head(), history.head());
        history.sql.execute("COMMENT ON TABLE views.run IS 'what the operator notes'");
        history.sql.execute("ALTER TABLE views.run_snapshot SET (toast.autovacuum_vacuum_scale_factor = 0.3)");
        history.sql.execute("ALTER TABLE views.run ALTER COLUMN job SET STATISTICS 400");
        history.sql.execute("GRANT SELECT ON views.run TO PUBLIC");
        List<List<String>> before = catalogue();

        assertThat(history.replayed(false, false).swapped()).isTrue();

        assertThat(catalogue()).isEqualTo(before);
        assertThat(before).allSatisfy(entries -> assertThat(entries).isNotEmpty());
    }

    private List<List<String>> catalogue() {
        return List.of(INDEXES, CONSTRAINTS, TABLES, COLUMNS).stream()
                .map(history::texts)
                .toList();
    }
}
