package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process with the tests' classes, for what a JVM can be told at its start only. */
final class OtherJvm {

    private OtherJvm() {}

    /** The words that begin it, without those of its main class's own. */
    static List<String> command(Class<?> main, String... options) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-XX:TieredStopAtLevel=1");
        words.addAll(List.of(options));
        Stream.of("-cp", System.getProperty("java.class.path"), main.getName()).forEach(words::add);
        return words;
    }

    /** What it said, line by line, once it has ended well. */
    static List<String> lines(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().putAll(environment);
        Process started = process.start();
        String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
