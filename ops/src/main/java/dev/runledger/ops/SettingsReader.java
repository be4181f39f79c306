package dev.runledger.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code RUNLEDGER_*} variables and remembers what is wrong with them, so that a start that cannot be says everything
 * at once. Values of secrets never appear in a message.
 */
final class SettingsReader {

    static final String PREFIX = "RUNLEDGER_";

    /** Names the file that holds a secret, instead of the secret itself. */
    private static final String FILE_SUFFIX = "_FILE";

    /** Read by the launcher script, not by the service. */
    private static final Set<String> LAUNCHER = Set.of("RUNLEDGER_JAVA_OPTS", "RUNLEDGER_JVM_DIRS");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private final Map<String, String> environment;
    private final Set<String> asked = new TreeSet<>(LAUNCHER);
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable's text; empty if it is not set or blank. */
    Optional<String> text(String name) {
        asked.add(name);
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A secret from the variable itself or from the file that {@code <name>_FILE} names. */
    Optional<String> secret(String name) {
        Optional<String> direct = text(name);
        Optional<String> file = text(name + FILE_SUFFIX);
        if (direct.isPresent() && file.isPresent()) {
            problems.add(name + " and " + name + FILE_SUFFIX + " are both set; set one of them.");
        }
        return direct.isPresent() ? direct : file.flatMap(path -> contents(name + FILE_SUFFIX, path));
    }

    private Optional<String> contents(String name, String path) {
        try {
            String contents = Files.readString(Path.of(path)).strip();
            if (contents.isEmpty()) {
                problems.add(name + " names the file " + path + ", which is empty.");
            }
            return Optional.of(contents);
        } catch (IOException e) {
            problems.add(name + " names the file " + path + ", which cannot be read: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    int integer(String name, int byDefault, int min, int max) {
        Optional<String> text = text(name);
        try {
            int value = text.map(Integer::parseInt).orElse(byDefault);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, together with what would be right.
        }
        problems.add(name + " is " + text.orElse("") + "; it must be a whole number from " + min + " to " + max + ".");
        return byDefault;
    }

    Duration duration(String name, Duration byDefault) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        Matcher form = DURATION.matcher(text.get().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            problems.add(name + " is " + text.get() + "; it must be a number with ms, s, m, h or d, such as 20s.");
            return byDefault;
        }
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Reads one value and checks at once. */
    <T> T checked(Function<SettingsReader, T> reading) {
        T value = reading.apply(this);
        check();
        return value;
    }

    /** Takes in a fault found by whoever knows what the value means. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    /** @throws BadUsage if anything read so far is wrong, or a variable is set that nobody knows */
    void check() {
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !asked.contains(name))
                .sorted()
                .forEach(name -> problems.add(name + " is set, but there is no such setting."));
        checkRead();
    }

    /** @throws BadUsage if anything read so far is wrong */
    void checkRead() {
        if (!problems.isEmpty()) {
            throw new BadUsage(String.join(System.lineSeparator(), problems));
        }
    }
}
