package dev.runledger.ops.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What all nodes have in common.
 *
 * @param jar the service, as it is shipped or laid out by the launcher
 * @param arguments besides directory and port
 * @param settings environment variables
 */
record NodeSetup(Path jar, List<String> arguments, Map<String, String> settings) {

    /** Three of these, a database and a load share two cores and little memory. */
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED");

    List<String> words(Path data) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(FLAGS);
        Path remembered = jar.resolveSibling("start.aot");
        if (Files.isRegularFile(remembered)) {
            words.add("-XX:AOTCache=" + remembered);
        }
        words.addAll(List.of("-Djava.io.tmpdir=" + data, "-jar", jar.toString(), "serve"));
        words.addAll(List.of("--data", data.toString(), "--port", "0"));
        words.addAll(arguments);
        return words;
    }
}
