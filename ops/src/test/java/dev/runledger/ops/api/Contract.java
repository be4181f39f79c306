package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.runledger.ops.web.Wire.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The API's own description, and whether answers are as it says: status, headers, media type, error codes, and bodies,
 * in which nothing is allowed that it does not name.
 */
final class Contract {

    private static final String BASE = "https://runledger.example/openapi.json";
    private static final Pattern QUOTED = Pattern.compile("`([a-z][a-z0-9_]*)`");

    /** What any path may be answered with, because it is found out before the operation is. */
    private static final Set<Integer> ANYWHERE = Set.of(401, 405, 431);

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    private Contract(JsonNode document) {
        this.document = document;
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build())
                        .schemas(Map.of(BASE, Strictness.of(document).toString())));
    }

    static Contract load() {
        try (InputStream file = Contract.class.getResourceAsStream("/openapi/openapi.json")) {
            return new Contract(new ObjectMapper().readTree(Objects.requireNonNull(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Each operation and status that was answered: {@code GET /api/v1/jobs 200}. */
    Set<String> seen() {
        return seen;
    }

    void check(String method, String target, Answer answer) {
        Optional<String> path = path(target);
        Optional<JsonNode> response =
                path.map(known -> response(known, method, answer.status())).filter(JsonNode::isObject);
        if (response.isEmpty()) {
            checkStray(method + " " + target, path, answer);
            return;
        }
        seen.add(method + " " + path.orElseThrow() + " " + answer.status());
        checkHeaders(response.get().path("headers"), answer);
        checkContent(response.get(), answer);
        if (answer.status() >= 400 && answer.body().contains("\"errors\"")) {
            assertThat(quoted(response.get().path("description").textValue())).containsAll(answer.codes());
        }
    }

    /** What a text names between backticks. */
    static Set<String> quoted(String text) {
        return QUOTED.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toSet());
    }

    /** What is wrong with a text by the schema of this name. */
    List<String> faults(JsonNode schema, String text) {
        return compiled(schema).validate(text, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** The node itself, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
    }

    /** A request that no operation describes: a wrong path, a wrong method, or a head that cannot be read. */
    private void checkStray(String request, Optional<String> path, Answer answer) {
        assertThat(answer.status())
                .as(request + " " + answer.body())
                .matches(status -> path.isPresent() ? ANYWHERE.contains(status) : status >= 400 && status < 500);
        JsonNode error = document.at("/components/schemas/Error/properties/code/description");
        assertThat(quoted(error.textValue())).containsAll(answer.codes());
        assertThat(faults(reference("ErrorResponse"), answer.body()))
                .as(request)
                .isEmpty();
    }

    private JsonNode response(String path, String method, int status) {
        JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        return resolved(operation.path("responses").path(Integer.toString(status)));
    }

    private Optional<String> path(String target) {
        String asked = target.split("\\?", 2)[0];
        return document.path("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(template -> asked.matches(template.replace(".", "\\.").replaceAll("\\{[a-z_]+}", "[^/]+")))
                .findFirst();
    }

    private static void checkHeaders(JsonNode headers, Answer answer) {
        headers.propertyStream().forEach(header -> {
            String value = answer.header(header.getKey().toLowerCase(Locale.ROOT));
            if (value.isEmpty() && !header.getValue().path("required").asBoolean()) {
                return;
            }
            JsonNode schema = header.getValue().path("schema");
            assertThat(value).as(header.getKey()).isNotEmpty();
            if (schema.has("pattern")) {
                assertThat(value).matches(schema.path("pattern").textValue());
            }
            if (schema.has("const")) {
                assertThat(value).isEqualTo(schema.path("const").textValue());
            }
        });
    }

    private void checkContent(JsonNode response, Answer answer) {
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        JsonNode media = content.path(answer.header("content-type"));
        assertThat(media.isObject()).as("documented media type").isTrue();
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        if (answer.header("content-type").startsWith("text/plain")) {
            return;
        }
        assertThat(faults(media.path("schema"), answer.body()))
                .as(answer.body())
                .isEmpty();
    }

    private Schema compiled(JsonNode schema) {
        return schema.path("$ref").isTextual()
                ? registry.getSchema(
                        SchemaLocation.of(BASE + schema.path("$ref").textValue()))
                : registry.getSchema(
                        Strictness.of(schema).toString().replace("\"#/components", "\"" + BASE + "#/components"),
                        InputFormat.JSON);
    }

    private static JsonNode reference(String schema) {
        return new ObjectMapper().createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }
}
