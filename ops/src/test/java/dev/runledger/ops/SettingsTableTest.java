package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/operations.md against what is really read. */
class SettingsTableTest {

    /** A row: the variable, then its default as code, or something else where there is none. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(RUNLEDGER_[A-Z_]+)` \\| (`([^`]*)`)?");

    private static final Set<String> OF_THE_LAUNCHER = Set.of("RUNLEDGER_JAVA_OPTS", "RUNLEDGER_JVM_DIRS");

    @Test
    void everySettingThatIsReadIsInTheTableAndNoOther() throws IOException {
        Set<String> expected = new TreeSet<>(read());
        expected.addAll(OF_THE_LAUNCHER);

        assertThat(table().keySet()).isEqualTo(expected);
    }

    @Test
    void theDefaultsAreThoseOfTheTable() throws IOException {
        Map<String, String> documented = table();
        documented.values().removeIf(String::isEmpty);
        documented.keySet().removeAll(OF_THE_LAUNCHER);

        assertThat(NodeSettings.read(List.of(), documented)).isEqualTo(NodeSettings.read(List.of(), Map.of()));
    }

    @Test
    void whatTheLauncherReadsDoesNotStopTheService() {
        Map<String, String> environment = Map.of("RUNLEDGER_JAVA_OPTS", "-Xmx1g", "RUNLEDGER_JVM_DIRS", "/opt/java");

        assertThat(NodeSettings.read(List.of(), environment)).isEqualTo(NodeSettings.read(List.of(), Map.of()));
    }

    private static Set<String> read() {
        Set<String> asked = new TreeSet<>();
        NodeSettings.read(List.of(), new AbstractMap<String, String>() {
            @Override
            public String get(Object name) {
                asked.add((String) name);
                return "";
            }

            @Override
            public Set<Entry<String, String>> entrySet() {
                return Set.of();
            }
        });
        return asked;
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
        for (MatchResult row : rows.results().toList()) {
            String byDefault = row.group(3) == null ? "" : row.group(3);
            table.put(row.group(1), byDefault.replace("~", System.getProperty("user.home")));
        }
        return table;
    }
}
