package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.secret.MasterKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml as far as it can be judged without Docker. */
class ComposeFileTest {

    private static final JsonNode COMPOSE = read(Path.of("..", "docker-compose.yml"));
    private static final JsonNode SERVICE = COMPOSE.at("/services/runledger");

    /** Requests, commands and the last words of runs, beside the calls in flight (docs/operations.md). */
    private static final Duration BESIDE_THE_CALLS = Duration.ofSeconds(30 + 10 + 5);

    @Test
    void theServiceUnderstandsItsSettings(@TempDir Path directory) throws IOException {
        NodeSettings settings = settings(directory);

        assertThat(settings.bind()).isEqualTo("0.0.0.0");
        assertThat(settings.database())
                .contains(new Database("jdbc:postgresql://postgres:5432/runledger", "runledger", "s3cret"));
    }

    @Test
    void aStopIsGivenTheTimeItMayTake(@TempDir Path directory) throws IOException {
        Duration given = new SettingsReader(
                        Map.of("given", SERVICE.at("/stop_grace_period").textValue()))
                .duration("given", Duration.ZERO);

        assertThat(given).isGreaterThan(settings(directory).drainLimit().plus(BESIDE_THE_CALLS));
    }

    /** What is started apart is started with the same commands as anything else: an image, settings, a role. */
    @Test
    void theSplitNodesShareTheirKeysAndDoAllTogether(@TempDir Path directory) throws IOException {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (JsonNode node : nodes("split")) {
            NodeSettings settings = settings(node, directory);
            roles.addAll(settings.roles());
            assertThat(settings.apiKey()).isPresent();
            assertThat(settings.masterKeys()).isPresent();
            assertThat(node.get("image")).isEqualTo(SERVICE.get("image"));
            assertThat(node.get("stop_grace_period")).isEqualTo(SERVICE.get("stop_grace_period"));
        }

        assertThat(roles).isEqualTo(NodeRole.ALL);
        assertThat(nodes("split"))
                .hasSize(5)
                .extracting(node -> node.get("volumes").toString())
                .doesNotHaveDuplicates();
    }

    /** Else it would send writes to those who only read, or to nobody. */
    @Test
    void theGatewayKnowsWhoDoesWhat(@TempDir Path directory) throws IOException {
        String gateway = Files.readString(Path.of("..", "ops", "docker", "gateway.conf"));
        for (NodeRole role : List.of(NodeRole.COMMAND, NodeRole.QUERY)) {
            Matcher upstream = Pattern.compile("(?s)upstream " + role.text() + " \\{(.*?)}")
                    .matcher(gateway);
            assertThat(upstream.find()).isTrue();
            List<String> servers = Pattern.compile("server ([a-z0-9-]+):8080")
                    .matcher(upstream.group(1))
                    .results()
                    .map(server -> server.group(1))
                    .toList();
            assertThat(servers).isNotEmpty();
            for (String server : servers) {
                assertThat(settings(COMPOSE.at("/services/" + server), directory)
                                .roles())
                        .contains(role);
            }
        }
    }

    private static List<JsonNode> nodes(String profile) {
        return COMPOSE.get("services")
                .valueStream()
                .filter(service -> service.path("profiles").toString().contains(profile))
                .filter(service -> service.has("environment"))
                .toList();
    }

    @Test
    void nothingWritesToTheRootFileSystemOrGainsPrivileges() {
        for (JsonNode service : COMPOSE.get("services")) {
            assertThat(service.get("read_only").booleanValue()).isTrue();
            assertThat(service.get("cap_drop").get(0).textValue()).isEqualTo("ALL");
            assertThat(service.get("tmpfs")).isNotEmpty();
        }
    }

    @Test
    void everythingNamedIsDeclaredAndThere() {
        assertThat(Path.of("..", SERVICE.at("/build/dockerfile").textValue())).isRegularFile();
        for (JsonNode service : COMPOSE.get("services")) {
            service.path("secrets")
                    .forEach(name -> assertThat(COMPOSE.get("secrets").has(name.textValue()))
                            .isTrue());
            service.get("volumes")
                    .forEach(volume -> assertIsThere(volume.textValue().split(":", 2)[0]));
        }
    }

    private static void assertIsThere(String volume) {
        if (volume.startsWith("./")) {
            assertThat(Path.of("..", volume)).exists();
        } else {
            assertThat(COMPOSE.get("volumes").has(volume)).isTrue();
        }
    }

    private static NodeSettings settings(Path directory) throws IOException {
        return settings(SERVICE, directory);
    }

    private static NodeSettings settings(JsonNode service, Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), "s3cret\n");
        Path masterKeys = Files.writeString(directory.resolve("master-keys"), MasterKeys.generate());
        Map<String, String> environment = new TreeMap<>();
        service.get("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        environment.replace("RUNLEDGER_DATABASE_PASSWORD_FILE", secret.toString());
        environment.replace("RUNLEDGER_API_KEY_FILE", secret.toString());
        environment.replace("RUNLEDGER_MASTER_KEYS_FILE", masterKeys.toString());
        return NodeSettings.read(List.of(), environment);
    }

    private static JsonNode read(Path file) {
        try {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return new ObjectMapper().valueToTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
