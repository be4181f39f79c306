package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Grafana shows and Prometheus watches is what nodes serve: docs/operations.md lists that, and another test holds it to the truth. */
class DashboardsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern SERIES = Pattern.compile("runledger_[a-z_]+");
    private static final Pattern LISTED =
            Pattern.compile("(?m)^\\| `(runledger_[a-z_]+)` \\| ([a-z]+) \\| ([^|]*) \\|");
    private static final Pattern LABELS = Pattern.compile("(?:by \\(|\\{)([a-z_]+)");

    /** Those that Prometheus adds to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

    @Test
    void everyPanelShowsWhatNodesServe() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Files.readString(ROOT.resolve("ops/dashboards/runledger.json")));
        List<String> questions = dashboard.findValuesAsText("expr");

        assertThat(questions).hasSizeGreaterThan(10);
        assertThat(questions).allSatisfy(DashboardsTest::assertIsServed);
        assertThat(dashboard.findValuesAsText("id")).doesNotHaveDuplicates();
    }

    @Test
    void everyAlertWatchesWhatNodesServe() throws IOException {
        JsonNode alerts = yaml("ops/docker/alerts.yml");
        List<String> questions = alerts.findValuesAsText("expr");

        assertThat(questions).hasSizeGreaterThan(4);
        assertThat(questions)
                .filteredOn(question -> !question.startsWith("up{"))
                .allSatisfy(DashboardsTest::assertIsServed);
        assertThat(alerts.findValuesAsText("alert")).doesNotHaveDuplicates();
    }

    @Test
    void everyNodeOfTheComposeFileIsAsked() throws IOException {
        Set<String> nodes = yaml("docker-compose.yml")
                .path("services")
                .propertyStream()
                .filter(service -> service.getValue().path("image").asText().startsWith("runledger:"))
                .map(service -> service.getKey())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(yaml("ops/docker/prometheus.yml")
                        .at("/scrape_configs/0/dns_sd_configs/0/names")
                        .valueStream()
                        .map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(nodes);
    }

    private static void assertIsServed(String question) throws IOException {
        List<MatchResult> listed = LISTED.matcher(Files.readString(ROOT.resolve("docs/operations.md")))
                .results()
                .toList();
        Set<String> series = new TreeSet<>();
        Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
        for (MatchResult row : listed) {
            series.add(row.group(1) + (row.group(2).equals("histogram") ? "_bucket" : ""));
            Pattern.compile("[a-z_]+").matcher(row.group(3)).results().forEach(label -> labels.add(label.group()));
        }
        assertThat(SERIES.matcher(question).results().map(MatchResult::group))
                .as(question)
                .isNotEmpty()
                .isSubsetOf(series);
        assertThat(LABELS.matcher(question).results().map(label -> label.group(1)))
                .as(question)
                .isSubsetOf(labels);
    }

    private static JsonNode yaml(String file) throws IOException {
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ROOT.resolve(file)));
        return new ObjectMapper().valueToTree(read);
    }
}
