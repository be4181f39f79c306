package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which databases are brought up to date, and which are left alone. */
class MigrationsTest {

    /** All that a start could change here. */
    private static final String EVERYTHING = """
            SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type
              FROM information_schema.columns WHERE table_schema IN ('ledger', 'views')
            UNION ALL SELECT 'ledger ' || h::text FROM ledger.flyway_schema_history h
            UNION ALL SELECT 'views ' || h::text FROM views.flyway_schema_history h
            ORDER BY 1""";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database.dataSource());

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "views"})
    void aSchemaOfANewerVersionIsLeftAlone(String schema) {
        olderVersions();
        apply(schema, "999", "from the future");

        assertRefused(
                "The schema " + schema + " of this database has the migration V999 (from the future), which Runledger "
                        + Version.text()
                        + " does not know: a newer version was started on it. Start that one or a newer one, or"
                        + " bring back the copy from before it (UPGRADING.md).");
    }

    /** Migrations of another line of development may lie between ours. */
    @Test
    void anUnknownMigrationBelowOursCountsToo() {
        olderVersions();
        apply("ledger", "2.5", "between");

        assertRefused("The schema ledger of this database has the migration V2.5 (between)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "views"})
    void aMigrationThatWasAnotherOneWhenItWasAppliedIsNotBuiltUpon(String schema) {
        olderVersions();
        sql.update("UPDATE " + schema + ".flyway_schema_history SET checksum = checksum + 1 WHERE version = '2'");

        assertRefused("The schema " + schema + " of this database was made by another migration V2 (");
    }

    @Test
    void aMigrationThatFailedIsNamed() {
        olderVersions();
        sql.update("UPDATE views.flyway_schema_history SET success = false WHERE version = '3'");

        assertRefused("The schema views of this database cannot be brought up to date from what its migration V3 (");
    }

    @Test
    void manyAtOnceMigrateOnce() {
        olderVersions();
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(CompletableFuture.runAsync(
                    () -> Migrations.run(database.dataSource()),
                    task -> Thread.ofPlatform().start(task)));
        }
        starts.forEach(CompletableFuture::join);

        Migrations.requireCurrent(database.dataSource());
        assertThat(sql.queryForList(
                        "SELECT version FROM ledger.flyway_schema_history WHERE version IS NOT NULL", String.class))
                .doesNotHaveDuplicates()
                .contains("9", "19");
    }

    private void assertRefused(String sentence) {
        List<String> before = everything();

        assertThatThrownBy(() -> Migrations.run(database.dataSource()))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("\n");

        assertThat(everything()).isEqualTo(before);
    }

    private List<String> everything() {
        return sql.query(EVERYTHING, (row, n) -> row.getString(1));
    }

    /** There is something to be done in both schemas. */
    private void olderVersions() {
        migrate("ledger", "9");
        migrate("views", "4");
    }

    private void migrate(String schema, String version) {
        OlderSchema.migrate(database.dataSource(), schema, version);
    }

    private void apply(String schema, String version, String description) {
        sql.update("""
                INSERT INTO %1$s.flyway_schema_history (installed_rank, version, description, type, script, checksum,
                                                        installed_by, execution_time, success)
                SELECT max(installed_rank) + 1, ?, ?, 'SQL', ?, 1, 'runledger', 1, true FROM %1$s.flyway_schema_history""".formatted(schema), version, description, "V" + version + "__x.sql");
    }
}
