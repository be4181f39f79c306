package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    /** No process has this id: Linux gives none above 2^22. */
    private static final long NOBODY = 99_999_999;

    @TempDir
    private Path directory;

    @Test
    void theProgramsAreUnpackedOnceAndAgainOnlyWhenDamaged() throws IOException {
        List<String> steps = new ArrayList<>();
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(directory, Platform.current(), steps::add);
        PostgresBinaries.unpackedIn(directory, Platform.current(), steps::add);
        assertThat(steps).hasSize(1);

        Files.writeString(binaries.program("initdb"), "cut short");
        PostgresBinaries.unpackedIn(directory, Platform.current(), steps::add);

        assertThat(steps).hasSize(2);
        assertThat(binaries.program("initdb")).isExecutable();
        assertThat(Files.size(binaries.program("initdb"))).isGreaterThan(100_000);
        assertThat(directory).isDirectoryNotContaining("glob:**damaged*");
    }

    @Test
    void whatAKilledUnpackingLeftIsSweptAndNeverUsed() throws IOException {
        Path half = directory.resolve("postgres-17.11.0.unpacking-" + NOBODY);
        Files.createDirectories(half.resolve("bin"));
        Files.writeString(half.resolve("bin/postgres"), "half a program");

        PostgresBinaries binaries = PostgresBinaries.unpackedIn(directory, Platform.current(), step -> {});

        assertThat(half).doesNotExist();
        assertThat(binaries.program("postgres")).isExecutable();
    }

    @Test
    void aSystemWithoutABundledPostgresIsNamed() {
        Platform platform = Platform.of("SunOS", "sparcv9");

        assertThatThrownBy(() -> PostgresBinaries.unpackedIn(directory, platform, step -> {}))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("No PostgreSQL is bundled for sunos on sparcv9");
    }

    @Test
    void theSameProcessorGoesByManyNames() {
        assertThat(Platform.of("Linux", "amd64").archive()).isEqualTo("postgres-linux-x86_64.txz");
        assertThat(Platform.of("Linux", "aarch64").archive()).isEqualTo("postgres-linux-arm_64.txz");
        assertThat(Platform.of("Mac OS X", "x86_64").archive()).isEqualTo("postgres-darwin-x86_64.txz");
        assertThat(Platform.of("Mac OS X", "aarch64").archive()).isEqualTo("postgres-darwin-arm_64.txz");
    }
}
