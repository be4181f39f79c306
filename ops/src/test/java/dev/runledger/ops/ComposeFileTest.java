package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            service.get("secrets")
                    .forEach(name -> assertThat(COMPOSE.get("secrets").has(name.textValue()))
                            .isTrue());
            service.get("volumes")
                    .forEach(volume -> assertThat(COMPOSE.get("volumes")
                                    .has(volume.textValue().split(":", 2)[0]))
                            .isTrue());
        }
    }

    private static NodeSettings settings(Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), "s3cret\n");
        Map<String, String> environment = new TreeMap<>();
        SERVICE.get("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        environment.replace("RUNLEDGER_DATABASE_PASSWORD_FILE", secret.toString());
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
