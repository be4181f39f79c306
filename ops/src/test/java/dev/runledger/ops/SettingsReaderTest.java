package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    @Test
    void aVariableThatNobodyKnowsStopsTheStart() {
        SettingsReader reader = new SettingsReader(Map.of("RUNLEDGER_PROT", "80", "HOME", "/home/me"));

        assertThatThrownBy(reader::check).isInstanceOf(BadUsage.class).hasMessageContaining("RUNLEDGER_PROT");
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        SettingsReader reader = new SettingsReader(Map.of("RUNLEDGER_PORT", "x", "RUNLEDGER_DRAIN_LIMIT", "20"));
        assertThat(reader.integer("RUNLEDGER_PORT", 8080, 0, 65_535)).isEqualTo(8080);
        assertThat(reader.duration("RUNLEDGER_DRAIN_LIMIT", Duration.ofSeconds(20)))
                .isEqualTo(Duration.ofSeconds(20));

        assertThatThrownBy(reader::check)
                .hasMessageContaining("RUNLEDGER_PORT is x")
                .hasMessageContaining("RUNLEDGER_DRAIN_LIMIT is 20");
    }

    @Test
    void aDurationCarriesItsUnit() {
        SettingsReader reader = new SettingsReader(Map.of("RUNLEDGER_A", "250ms", "RUNLEDGER_B", "2h"));

        assertThat(reader.duration("RUNLEDGER_A", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(reader.duration("RUNLEDGER_B", Duration.ZERO)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aSecretMayComeFromAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "  s3cret\n");
        SettingsReader reader = new SettingsReader(Map.of("RUNLEDGER_API_KEY_FILE", file.toString()));

        assertThat(reader.secret("RUNLEDGER_API_KEY")).contains("s3cret");
        reader.check();
    }

    @Test
    void aSecretIsSetOnlyOnce() {
        SettingsReader reader =
                new SettingsReader(Map.of("RUNLEDGER_API_KEY", "hush", "RUNLEDGER_API_KEY_FILE", "/nowhere"));
        assertThat(reader.secret("RUNLEDGER_API_KEY")).contains("hush");

        assertThatThrownBy(reader::check)
                .hasMessageContaining("both set")
                .message()
                .doesNotContain("hush");
    }

    @Test
    void anUnreadableSecretFileIsNamed() {
        SettingsReader reader = new SettingsReader(Map.of("RUNLEDGER_API_KEY_FILE", "/no/such/file"));
        assertThat(reader.secret("RUNLEDGER_API_KEY")).isEmpty();

        assertThatThrownBy(reader::check).hasMessageContaining("/no/such/file");
    }
}
