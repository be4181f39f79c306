package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demonstration shows every kind of ending and is gone afterwards, whenever it is broken off. */
class DemoIT {

    /** The demonstration's own temporary directory, so that what it leaves is seen. */
    @TempDir
    private Path temporary;

    private final List<ServiceProcess> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(ServiceProcess::close);
    }

    @Test
    void showsEveryEndingAndEndsByItself() {
        ServiceProcess demo = demo("--stay", "false");

        assertThat(demo.awaitExit()).as(demo.output()).isZero();
        assertThat(demo.output())
                .contains(
                        "SUCCEEDED",
                        "FAILED NON_SUCCESS_STATUS",
                        "FAILED TIMEOUT",
                        "RERUN",
                        "CANCELED",
                        "RETRY 1",
                        "RETRY 2")
                .contains("charge-card runs by itself next at")
                .contains("Look further with this key")
                .doesNotContain("Exception", "\tat ");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting PostgreSQL", "Running each now", "The service stays up"})
    void ctrlCLeavesNothing(String moment) {
        ServiceProcess demo = demo().awaitLine(moment);

        demo.interruptGroup();

        assertThat(demo.awaitExit()).as(demo.output()).isZero();
        assertThat(demo.output()).endsWith("Stopped.").doesNotContain("Exception", "\tat ");
        assertNothingIsLeft();
    }

    private ServiceProcess demo(String... options) {
        List<String> words = new ArrayList<>(List.of("demo"));
        words.addAll(List.of(options));
        ServiceProcess demo = ServiceProcess.launch(List.of("-Djava.io.tmpdir=" + temporary), words, Map.of());
        started.add(demo);
        return demo;
    }

    private void assertNothingIsLeft() {
        assertThat(temporary).isEmptyDirectory();
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process -> process.info().commandLine().orElse("").contains(temporary.toString()));
    }
}
