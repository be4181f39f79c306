package dev.runledger.ops;

import dev.runledger.ops.Finding.Level;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** {@code doctor}: says what a service with the same words and variables would meet. */
final class DoctorCommand {

    private DoctorCommand() {}

    /** Whether a service could work. */
    static boolean run(List<String> words, Map<String, String> environment, PrintStream out)
            throws InterruptedException {
        LoggingSystem.get(DoctorCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        NodeSettings settings;
        try {
            settings = NodeSettings.read(words, environment);
        } catch (BadUsage e) {
            Objects.requireNonNullElse(e.getMessage(), "They cannot be read.")
                    .lines()
                    .map(sentence -> Finding.fault("settings", sentence))
                    .forEach(finding -> print(finding, out));
            return false;
        }
        print(Finding.ok("settings", "They can be used."), out);
        List<Finding> findings = new Doctor(settings, Clock.systemUTC(), System::nanoTime).examine();
        findings.forEach(finding -> print(finding, out));
        return findings.stream().noneMatch(finding -> finding.level() == Level.FAULT);
    }

    private static void print(Finding finding, PrintStream out) {
        out.printf("%-5s  %-8s  %s%n", finding.level().shown(), finding.what(), finding.sentence());
    }
}
