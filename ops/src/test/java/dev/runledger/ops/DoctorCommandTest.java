package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.secret.MasterKeys;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds, each fault in turn, and that it leaves everything as it was. */
class DoctorCommandTest {

    @TempDir
    private Path data;

    /** What was printed, and whether a service could work. */
    private record Told(boolean well, String text) {}

    @Test
    void beforeTheFirstStartThereIsNothingWrong() throws Exception {
        Path fresh = data.resolve("not/there/yet");

        Told told = examined(Map.of("RUNLEDGER_DATA", fresh.toString()));

        assertThat(told.text())
                .contains("ok     settings  They can be used.")
                .contains("ok     disk      " + fresh + " is not there yet; the first start makes it.")
                .contains("ok     database  There is no embedded PostgreSQL yet; the first start makes it.")
                .contains("egress");
        assertThat(told.well()).isTrue();
        assertThat(fresh).doesNotExist();
    }

    @Test
    void settingsThatCannotBeUsedAreAllNamed() throws Exception {
        Told told = examined(Map.of("RUNLEDGER_PORT", "x", "RUNLEDGER_PLANS", "{", "RUNLEDGER_PROT", "1"));

        assertThat(told.well()).isFalse();
        assertThat(told.text().lines()).hasSize(3).allMatch(line -> line.startsWith("FAULT  settings  RUNLEDGER_P"));
    }

    @Test
    void aDirectoryThatIsNoneIsAFault() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "");

        Told told = examined(Map.of("RUNLEDGER_DATA", file.toString()));

        assertThat(told.well()).isFalse();
        assertThat(told.text()).contains("FAULT  disk      " + file + " is no directory that this user can write to.");
    }

    @Test
    void whatOthersCanReadIsADoubt() throws Exception {
        Path key = Files.writeString(data.resolve("bootstrap-api-key"), "sk");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        Told told = examined(Map.of());

        assertThat(told.well()).isTrue();
        assertThat(told.text()).contains("doubt  keys      Others than its owner can read " + key + ": chmod 600 it.");
    }

    @Test
    void privateTargetsThatAreAllowedAreADoubt() throws Exception {
        assertThat(examined(Map.of("RUNLEDGER_EGRESS_ALLOW", "10.1.0.0/16")).text())
                .contains("doubt  egress    Jobs of all accounts may call [10.1.0.0/16]");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAFault() throws Exception {
        Told told = examined(Map.of("RUNLEDGER_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/none"));

        assertThat(told.well()).isFalse();
        assertThat(told.text()).contains("FAULT  database  The database cannot be used:");
    }

    @Test
    void anEmptyDatabaseIsFine() throws Exception {
        Told told = examined(over(TestPostgres.freshDatabase()));

        assertThat(told.well()).as(told.text()).isTrue();
        assertThat(told.text())
                .contains("ok     database  It holds no schema yet; the first start makes it.")
                .contains("ok     clock     This machine's clock and the database's agree.");
    }

    @Test
    void theKeysOfADatabaseMustOpen() throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        WholeNode.start(database, Map.of()).close();
        Map<String, String> settings = over(database);

        Told without = examined(settings);
        assertThat(without.well()).isFalse();
        assertThat(without.text()).contains("FAULT  keys      The definitions of jobs in this database are sealed");

        settings.put("RUNLEDGER_MASTER_KEYS", MasterKeys.generate());
        Told wrong = examined(settings);
        assertThat(wrong.well()).isFalse();
        assertThat(wrong.text()).contains("FAULT  keys      ");

        settings.put("RUNLEDGER_MASTER_KEYS", WholeNode.MASTER_KEYS);
        Told right = examined(settings);
        assertThat(right.well()).as(right.text()).isTrue();
        assertThat(right.text())
                .contains("ok     database  Its schemas are those of Runledger")
                .contains("ok     keys      The master key opens the keys of all 1 accounts.");
        try (Stream<Path> made = Files.list(data)) {
            assertThat(made).isEmpty();
        }
    }

    private static Map<String, String> over(TestDatabase database) {
        return new HashMap<>(Map.of(
                "RUNLEDGER_DATABASE_URL",
                database.url(),
                "RUNLEDGER_DATABASE_USER",
                database.user(),
                "RUNLEDGER_DATABASE_PASSWORD",
                database.password()));
    }

    private Told examined(Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of("RUNLEDGER_DATA", data.toString()));
        environment.putAll(settings);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            boolean well = DoctorCommand.run(List.of(), environment, out);
            return new Told(well, bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
