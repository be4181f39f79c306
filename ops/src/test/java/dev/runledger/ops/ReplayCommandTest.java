package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a replay does not begin with. */
class ReplayCommandTest {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private static void replay(TestDatabase database) throws Exception {
        ReplayCommand.run(
                List.of("runs", "--check"),
                Map.of(
                        "RUNLEDGER_DATABASE_URL",
                        database.url(),
                        "RUNLEDGER_DATABASE_USER",
                        database.user(),
                        "RUNLEDGER_DATABASE_PASSWORD",
                        database.password()),
                NOWHERE);
    }

    @Test
    void aDatabaseWithoutTheServicesSchemaIsRefused() {
        assertThatThrownBy(() -> replay(TestPostgres.freshDatabase()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("The schema ledger")
                .hasMessageContaining("serve");
    }

    @Test
    void aSchemaOfAnotherVersionIsRefused() {
        TestDatabase database = TestPostgres.freshDatabase();
        Migrations.run(database.dataSource());
        new JdbcTemplate(database.dataSource())
                .update("DELETE FROM views.flyway_schema_history WHERE installed_rank ="
                        + " (SELECT max(installed_rank) FROM views.flyway_schema_history)");

        assertThatThrownBy(() -> replay(database))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("The schema views");
    }

    @Test
    void aDirectoryWithoutADatabaseIsNamed(@TempDir Path empty) {
        assertThatThrownBy(() -> ReplayCommand.run(List.of("runs", "--data", empty.toString()), Map.of(), NOWHERE))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("There is no database in " + empty);
    }

    @Test
    void nothingButRunsCanBeReplayed() {
        assertThatThrownBy(() -> ReplayCommand.run(List.of("jobs"), Map.of(), NOWHERE))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("Only the list of runs");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> ReplayCommand.run(List.of("runs", "--port", "1"), Map.of(), NOWHERE))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("--port");
    }
}
