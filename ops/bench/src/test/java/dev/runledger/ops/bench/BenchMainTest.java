package dev.runledger.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a process of its own, with numbers too small to mean anything. */
class BenchMainTest {

    @TempDir
    private Path scratch;

    @Test
    void everyFigureIsOneLineOfJsonAndNothingIsLeftBehind() throws Exception {
        Path out = scratch.resolve("out");
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));

        Process bench = start(List.of("drain", "--runs", "200", "--warmup", "100"), out, temporary);

        assertThat(bench.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).isZero();
        List<JsonNode> figures = figures(out);
        assertThat(figures)
                .extracting(figure -> figure.get("figure").asText())
                .contains("triggers_per_s", "runs_per_s", "drain_jvm_cpu", "event_store_bytes_per_run", "jvm_peak_rss");
        assertThat(figures)
                .allSatisfy(figure -> assertThat(figure.get("value").asDouble()).isPositive());
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void jobsThatFireAreNeverEarly() throws Exception {
        Path out = scratch.resolve("out");
        List<String> small = List.of("fires --warmup 0 --spread 10 --together 20 --timetable 50 --idle 1".split(" "));

        Process bench = start(small, out, scratch);

        assertThat(bench.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).isZero();
        List<JsonNode> figures = figures(out);
        assertThat(figures)
                .extracting(figure -> figure.get("figure").asText())
                .contains("spread_p50", "same_second_p99", "idle_postgres_cpu");
        assertThat(figures)
                .filteredOn(figure -> figure.get("unit").asText().equals("runs"))
                .hasSize(8)
                .allSatisfy(early -> assertThat(early.get("value").asInt()).isZero());
    }

    @Test
    void aHistoryIsFilledReadWrittenToAndThrownAway() throws Exception {
        Path out = scratch.resolve("out");
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));
        List<String> small = List.of("history --history 3000 --each 1 --family everything --writes 60".split(" "));

        Process bench = start(small, out, temporary);

        assertThat(bench.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).isZero();
        assertThat(figures(out))
                .extracting(figure -> figure.get("figure").asText())
                .contains("list_p50", "list_p99", "size", "write_postgres_cpu", "index_postgres_cpu");
        assertThat(Files.readString(scratch.resolve("err"))).contains("| everything | deep |");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void anUnknownWordIsNamed() throws Exception {
        Path out = scratch.resolve("out");

        Process bench = start(List.of("drian"), out, scratch);

        assertThat(bench.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).isEqualTo(2);
        assertThat(Files.readString(out)).isEmpty();
        assertThat(Files.readString(scratch.resolve("err"))).contains("drian");
    }

    private static Process start(List<String> words, Path out, Path temporary) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                BenchMain.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(out.resolveSibling("err").toFile())
                .start();
    }

    private static List<JsonNode> figures(Path out) throws IOException {
        List<JsonNode> figures = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            figures.add(Json.WIRE.readTree(line));
        }
        return figures;
    }
}
